"""What came of meetings: outcomes, follow-ups, the report."""
