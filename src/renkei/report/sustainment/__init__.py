"""Pages on readiness, maintenance and supply."""
