"""A live exercise: one replication, stepped, with people in seats.

What for: an exercise is a scenario, a design, a seed and an ordered log of what people did. Its
state follows from them by the very kernel of the Monte Carlo runs; with nobody in a seat it is
replication k of ``renkei run``, to the byte. Takes a definition and a log; gives what each seat may
see. Rules only: no web, no database (:mod:`renkei.server`).
"""
