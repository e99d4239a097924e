"""Figures: each a Vega-Lite specification made once, with its data, for page, file and notebook."""
