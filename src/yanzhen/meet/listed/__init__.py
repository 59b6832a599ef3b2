"""Every listed meeting takes place: a slot and a table for each, with the fewest breaks, proven."""

from yanzhen.meet.listed.timing import timetable_of

__all__ = ["timetable_of"]
