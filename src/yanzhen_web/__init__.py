"""The site: pages over the engine. One Django app; `models` keep, `services` work, `views` show, `jobs` run behind."""
