"""The twin: the same rules in plain Python, slow and by other means."""
