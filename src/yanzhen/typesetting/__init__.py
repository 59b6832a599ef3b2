"""What every paper needs, whichever stage sets it: fonts that are there, text that is safe on paper, a fixed clock."""
