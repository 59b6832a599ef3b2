"""What the pages do: rows to the engine and back. A service knows no request."""
