"""Pages on responses to incidents."""
