"""Collection rounds: asked for, sent in, compared, decided on, put together for the level above."""
