"""Designs: the changes of each, combinations of several, and a design resolved."""
