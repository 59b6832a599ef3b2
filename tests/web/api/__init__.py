"""The API, spoken to as programs do."""
