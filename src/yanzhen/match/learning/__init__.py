"""Learning from decisions: which pairs people accepted, and what that says of pairs that nobody has judged yet.

The folder in the order of the work: `decisions` (what people said) and `decision_files` (as tables), `vectors` and
`likeness` (how alike two texts are), `precedents` and `processes` (what was decided of pairs like this one: votes, and
expectations), `comparing` (all that is asked about a pair), `trees` (what it is worth, in whole points), `calibration`
(what points mean), `training` (all of it from decisions), `model` (kept in a file, asked for scores), `explaining` (the
points as reasons), `ranking` (for technology matches).
"""
