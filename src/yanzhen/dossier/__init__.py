"""The report of a comparison for the firm: what `place` found, set on paper by what `report` has."""
