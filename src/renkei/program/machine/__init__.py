"""The machine form: what a program is."""
