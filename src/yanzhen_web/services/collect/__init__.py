"""Books on their way into the records."""
