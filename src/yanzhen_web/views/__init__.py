"""Pages: each fetches, delegates to a service, and returns."""
