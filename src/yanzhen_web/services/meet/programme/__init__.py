"""The programme: halls, the tree of sessions, agendas, conflicts."""
