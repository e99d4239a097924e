"""C2SIM (SISO-STD-019-2020, SISO-STD-020-2020): initialization in and out, orders and reports out.

One file for each step: the dialect of a message, its form in that of 1.0.2, the order of battle in
it, the message with what has changed since, and the messages of a replication.
"""
