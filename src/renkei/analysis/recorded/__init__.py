"""The model compared with what was recorded of real events, and fitted to a half of it."""
