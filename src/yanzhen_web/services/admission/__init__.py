"""准入评审: the book of an office, cases, opinions, meetings, decisions, minutes; yields and what stands empty."""
