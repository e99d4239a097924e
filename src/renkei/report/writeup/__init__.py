"""A written study for people: its plan, its outputs, and its page filled with figures."""
