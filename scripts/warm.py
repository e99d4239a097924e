"""Fill the caches once: compile the kernel, check and compile the packaged scenarios.

Runs one replication of the template, which compiles the kernel; the designs of the other packaged
scenarios are compiled to programs.
"""

from __future__ import annotations

from renkei._base.cache import default_cache
from renkei.cli.inputs import library, load
from renkei.engine.run import replicate
from renkei.program.compiled import Compiled

for name in library():
    compiled = Compiled(load(name), default_cache())
    compiled.check()
    for design in compiled.document.design_ids:
        program = compiled.program(design)
    if name == "template":
        replicate(program, seed=1, replication=0)
