"""Work behind the pages: `queue` keeps the rows, `work` knows the kinds, `worker` is the process that does it."""
