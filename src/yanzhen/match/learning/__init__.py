"""Learning from decisions: which pairs people accepted, and what that says of pairs that nobody has judged yet.

The folder in the order of the work: `decisions` (what people said) and `decision_files` (as tables), `vectors` and
`likeness` (how alike two texts are), `precedents` (what was decided of pairs like this one), `trees` (what both are
worth, in whole points), `calibration` (what points mean), `training` (all of it from decisions), `model` (kept in a
file, asked for scores), `explaining` (the points as reasons), `ranking` (for technology matches).
"""
