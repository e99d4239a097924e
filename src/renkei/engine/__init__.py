"""The engine: executes programs. The kernel, its slow twin, keyed random numbers, stepping.

It does not know what a headquarters is; it knows blocks, stations, pools and sources.
"""
