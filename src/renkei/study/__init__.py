"""A study: a scenario opened, run, compared; and the cache between runs."""
