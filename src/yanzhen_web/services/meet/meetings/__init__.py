"""Who meets whom: requests, timetables, the board of the organiser."""
