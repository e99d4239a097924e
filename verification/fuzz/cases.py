"""One case through a command, within bounds of time and memory, and what is wrong with how it ends.

Takes bytes; gives a word for the fault, or None. `check` goes through the whole language, the
command graph and the report; `run` through the command line itself, two replications.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import resource
import shutil
import signal
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from renkei._base.errors import InputError
from renkei._base.visible import HIDDEN
from renkei.interop.exchange.losses import Fate

SECONDS = 5.0
"""Longest time of a case on the processor [s]."""

MOST_BYTES = 1 << 30
"""Most memory that a case may add to the process [bytes]."""

_TICK = 0.5

FILE = Path("fuzzed.yaml")

_HIDDEN = re.compile(f"[{HIDDEN}]")


class Hang(BaseException):
    """A case took too long; no `except Exception` of the product may swallow it."""


@dataclass(frozen=True)
class Ended:
    """How a case ended: the exit code, and the fault where there is one."""

    code: int
    fault: str | None = None


class Watch:
    """Ends a case that computes too long: one timer for all cases, as each call of it costs."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.most = seconds
        self.ticks = 0.0

    def __enter__(self) -> Watch:
        self._before = signal.signal(signal.SIGPROF, self._tick)
        signal.setitimer(signal.ITIMER_PROF, _TICK, _TICK)
        return self

    def __exit__(self, *reasons: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, self._before)

    def begin(self) -> None:
        """Begin a case."""
        self.ticks = 0.0

    def _tick(self, number: int, frame: FrameType | None) -> None:
        self.ticks += _TICK
        if self.ticks > self.most:
            self.ticks = 0.0
            raise Hang


def warm(kind: str) -> None:
    """Compile what is compiled once, before any case is timed."""
    if kind == "run":
        from renkei.results.worker import get_ready

        get_ready()


def check(case: bytes, number: int) -> Ended:
    """Check a scenario as `renkei check` does; each tenth also prints what was found."""
    from renkei.doctrine import check as check_doctrine
    from renkei.report.problems import problems_data, render_problems
    from renkei.report.scenario.summary import inventory, render_inventory
    from renkei.scenario import load_scenario
    from renkei.scenario.text.files import Snapshot

    prints = number % 10 == 0
    try:
        document = load_scenario(FILE, Snapshot({}, {FILE: case}))
        check_doctrine(document)
        found = inventory(document, document.design_ids)
        if prints:
            _printed(render_inventory(str(FILE), found))
            document.resolved_yaml()
        return Ended(0)
    except InputError as error:
        if not error.problems:
            return Ended(2, "exit 2 without a problem")
        problems_data(error.problems)
        if prints:
            _printed(render_problems(error.problems))
        return Ended(2)


def sound(case: bytes) -> bool:
    """Return whether a scenario can be simulated."""
    try:
        return check(case, 1).code == 0
    except Exception:
        return False


def _printed(renderable: object) -> None:
    from renkei.report.terminal import Terminal

    out = io.StringIO()
    Terminal(file=out, width=80, markup=False, emoji=False, highlight=False).print(renderable)
    hidden = _HIDDEN.search(out.getvalue())
    if hidden is not None:
        raise AssertionError(f"{hidden.group()!r} reaches the terminal")


def run(case: bytes, number: int) -> Ended:
    """Run two replications through the command line, in a folder of its own."""
    from renkei.cli import main

    folder = tempfile.mkdtemp(prefix="renkei-fuzz-")
    here = os.getcwd()
    out, err = io.StringIO(), io.StringIO()
    try:
        os.chdir(folder)
        FILE.write_bytes(case)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["run", str(FILE), "--reps", "2", "--processes", "1", "--quiet"])
        problems = "code      [" in err.getvalue()
        said = {
            0: True,
            1: "renkei: " in err.getvalue(),
            2: problems,
            3: "failed" in err.getvalue(),
        }
        if not said.get(code, False):
            return Ended(code, f"exit {code} without a reason")
        if code == 2 and Path("results").exists():
            return Ended(code, "exit 2, and yet results")
        return Ended(code)
    finally:
        os.chdir(here)
        shutil.rmtree(folder, ignore_errors=True)


def take(case: bytes, number: int) -> Ended:
    """Import a file of a planning tool: what is taken passes the checks, and comes back the same.

    Each third is checked, each sixth is written out again, each tenth prints its loss report.
    """
    from renkei.interop.exchange.scenario_text import whole
    from renkei.report.exchange import render_taken, taken_data
    from renkei.scenario import parse_scenario
    from renkei.study.exchanging import returned, taken

    try:
        found = taken(case, "fuzzed.json")
    except InputError as error:
        return Ended(2) if error.problems else Ended(2, "exit 2 without a problem")
    taken_data(found)
    if number % 10 == 0:
        _printed(render_taken(found))
    if number % 3:
        return Ended(0)
    texts = {name: text.decode() for name, text in found.files.items() if name.endswith(".yaml")}
    try:
        document = parse_scenario(whole(texts), "fuzzed.yaml")
    except InputError as error:
        first = error.problems[0]
        return Ended(0, f"the scenario fails its checks: {first.code} {first.found[:60]}")
    if number % 6 == 0 and found.format == "c2sim":
        before = len(found.losses)
        again = taken(returned(found, document), "fuzzed.xml")
        said = any(
            one.fate in (Fate.LOST, Fate.APPROXIMATED)
            and one.where
            and not one.where.startswith(_OF_SCENARIO)
            for one in [*found.losses][before:]
        )
        if not said and _said(again.files) != _said(found.files):
            return Ended(0, "import, export, import again: another scenario")
    is_kept = any(name.startswith("kept-") for name in found.files)
    if number % 6 == 0 and is_kept and found.format in ("orbat-mapper", "msdl", "geojson"):
        again = taken(returned(found, document), "fuzzed.json")
        if _tables(again.files) != _tables(found.files):
            return Ended(0, "import, export, import again: another scenario")
    return Ended(0)


def _tables(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files of the language, without what was kept as it came."""
    return {name: content for name, content in files.items() if name.endswith(".yaml")}


_OF_SCENARIO = ("headquarters.*", "stocks.", "designs")
"""Where entries are that speak of the scenario, not of what is written of the file."""


def _said(files: dict[str, bytes]) -> list[tuple[str, bytes]]:
    """Return the lines of a scenario without comments: they name the UUIDs of units without one."""
    return [
        (name, line)
        for name, text in sorted(files.items())
        if name.endswith(".yaml")
        for line in text.splitlines()
        if not line.lstrip().startswith(b"#")
    ]


KINDS = {"check": check, "run": run, "import": take, "c2sim": take}


def tried(kind: str, case: bytes, number: int, watch: Watch) -> Ended:
    """Return how a case ends; a traceback or a hang is a fault."""
    watch.begin()
    try:
        return KINDS[kind](case, number)
    except Hang:
        return Ended(-1, f"more than {watch.most:g} s: {_where(traceback.format_exc())}")
    except Exception as error:
        return Ended(-1, f"{type(error).__name__}: {_where(traceback.format_exc())}")


def peak() -> int:
    """Return the most memory that this process has had [bytes]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _where(text: str) -> str:
    """Return the innermost line of Renkei, and the message: one fault has one such text."""
    places = re.findall(r'File ".*?/(renkei/[^"]+)", line (\d+)', text)
    inner = ":".join(places[-1]) if places else "?"
    return f"{inner}: {text.strip().splitlines()[-1][:100]}"
