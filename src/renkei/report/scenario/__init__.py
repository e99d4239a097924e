"""Pages on a scenario as declared."""
