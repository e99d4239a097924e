"""The language: its attributes, its schema, and the errors of values that it does not allow."""
