"""Figures, the bulletin, the event's page and programme."""
