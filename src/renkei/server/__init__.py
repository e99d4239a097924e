"""The server of a live exercise: browsers on one side, :mod:`renkei.exercise` on the other.

What for: an exercise has an instructor and seats; each sees what it may see, from any browser on
the same network, with no other service than this one process and one file. Takes an exercise file;
gives pages, views, a stream of notices for each viewer. Thin: no rule of an exercise is here. What
is here is who asks (:mod:`~renkei.server.sessions`), that an answer given is an answer kept
(:mod:`~renkei.server.store`), and how real time drives the model (:mod:`~renkei.server.room`).
"""
