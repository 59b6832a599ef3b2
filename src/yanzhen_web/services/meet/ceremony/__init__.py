"""The signing ceremony, the wall, and the papers that are printed."""
