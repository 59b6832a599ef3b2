"""All projects planned together: rows to the engine, its plan back as numbers and proposals; nothing is assigned."""
