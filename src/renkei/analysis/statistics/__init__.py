"""Statistics: estimates, differences and verdicts, of whatever is measured."""
