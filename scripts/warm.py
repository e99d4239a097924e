"""Fill the caches once: compile the kernel, check and compile the packaged scenarios.

Runs one replication of the template, which compiles the kernel; the designs of the other packaged
scenarios are compiled to programs.
"""

from __future__ import annotations

from renkei._base.cache import default_cache
from renkei.engine.run import replicate
from renkei.study.library import library
from renkei.study.source import Opened

for name, path in library().items():
    opened = Opened(path, default_cache())
    opened.check()
    for design in opened.design_ids:
        program = opened.program(design)
    if name == "template":
        replicate(program, seed=1, replication=0)
