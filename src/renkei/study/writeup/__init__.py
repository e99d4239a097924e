"""Studies that are written down: a question, its runs, its outputs, and the page made of them."""
