"""Mending a timetable of which meetings fell out: what may change, the best change, and a bound on every change."""
