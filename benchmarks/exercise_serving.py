"""Serve an exercise from its file, for a benchmark: no page, and limits that only a benchmark has.

    python benchmarks/exercise_serving.py FILE [--play MODULE:NAME] [--free]

Prints one line of JSON when browsers could come: port, and the codes that were given now.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from renkei.server.allowances import Allowances, Allowed
from renkei.server.serving import listen, serve
from renkei.server.starting import begun, exercises, opened, started

PAGE = b"<!doctype html><title>x</title>"
MANY = Allowed(1e9, 1e9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--play", default="renkei.server.played:Player")
    parser.add_argument("--free", action="store_true")
    asked = parser.parse_args()
    module, _, name = asked.play.partition(":")
    play = getattr(import_module(module), name)
    if name == "Player":
        play = play(1)
    if asked.file.exists():
        store = opened(asked.file)
    else:
        from renkei.exercise.definition import read_definition

        store = begun(asked.file, read_definition(exercises()["skerries"]))
    free = Allowances(asks=MANY, acts=MANY, arrivals=MANY) if asked.free else None
    ready = started(store, play, resumed=False, allowances=free)
    listening = listen(None, 0, tls=False)

    def told() -> None:
        print(json.dumps({"port": listening.port, "codes": ready.codes}), flush=True)

    serve(ready.front, PAGE, listening, told)


if __name__ == "__main__":
    main()
