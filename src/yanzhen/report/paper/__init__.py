"""A report on paper that is no official document: headings, texts, tables and pictures, as PDF and as a Word file."""
