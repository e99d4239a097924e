"""The door for Python and notebooks: a study, its findings, and pages of both.

What for: every question that a command asks is a call here, with the same answer. Takes a packaged
name, a path or the text of a scenario; gives objects with a short text and a static HTML form.
"""
