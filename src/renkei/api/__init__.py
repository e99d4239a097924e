"""The door for Python and notebooks: a study, what it finds, and how both are shown.

What for: every question that a command asks is a call here, with the same answer. Takes a packaged
name, a path or the text of a scenario; gives objects with a short text and a static HTML form.
"""
