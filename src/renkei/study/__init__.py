"""A study: a scenario opened, run, compared; what is kept between runs."""
