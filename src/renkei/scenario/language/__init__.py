"""The language: what may stand where, its schema, and what is said of a value that may not."""
