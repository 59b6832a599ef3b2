"""People, organisations, desks, keys, and one's own data."""
