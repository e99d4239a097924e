"""Compile the kernel into its cache, by running one replication of the template."""

from __future__ import annotations

from renkei.cli.inputs import load
from renkei.engine.run import replicate
from renkei.program.compiler import compile_design

document = load("template")
replicate(compile_design(document, document.baseline), seed=1, replication=0)
