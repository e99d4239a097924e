"""Responses to incidents: how long, in time or not, and why."""
