"""Errors, names and small tools. Imports nothing of Renkei; every stage may import it."""
