"""What rules a place out for a project, what speaks for it, and what has to be asked first; each with its source."""
