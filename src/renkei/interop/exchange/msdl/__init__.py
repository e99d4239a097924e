"""MSDL, the Military Scenario Definition Language (SISO-STD-007-2008): in and out.

The door is :mod:`renkei.interop.exchange.msdl.format`.
"""
