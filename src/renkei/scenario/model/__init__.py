"""The tables of the language.

Each attribute states its type, unit, default, range and meaning once; checks, schema, error texts
and the reference page are made from here.
"""
