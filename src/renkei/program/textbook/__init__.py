"""Textbook models as programs: queues and inventories with known answers."""
