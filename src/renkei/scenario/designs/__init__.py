"""Designs: what each changes, how several go together, and a design resolved."""
