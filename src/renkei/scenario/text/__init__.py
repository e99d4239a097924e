"""Text: YAML and CSV as nodes that know where they stand, and written back."""
