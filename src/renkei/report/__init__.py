"""Pages for people: trees, swimlanes, tables and error texts. Computes nothing of the model.

Each module turns plain data of the stages before into rich renderables for the terminal and into
plain data for ``--json``.
"""
