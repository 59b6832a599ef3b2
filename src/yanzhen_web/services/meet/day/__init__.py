"""A delegate's own page and the check-in at the doors."""
