"""A script: kill a run at every call that changes a file, one after the other, and resume it.

A process of its own, which does nothing but fork: threads of Arrow would not survive that.
Prints how many moments it tried; ends with 1 and the moment at which something was lost.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.unit.results.toy import ToyProgram, contents, make

from renkei.results import open_results

PROGRAMS = {"old": ToyProgram()}
BEFORE, AFTER = 10, 30


def in_a_child(work: Callable[[], None]) -> bool:
    """Return whether the work was done; False: it was killed."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:
            sys.stderr.write(f"{error!r}\n")
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise SystemExit(1)
    return not os.WIFSIGNALED(status)


def killed_at(moment: int, work: Callable[[], None]) -> None:
    """Do the work, but be killed before change number ``moment`` to the file system."""
    calls = 0

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal calls
            if calls == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            calls += 1
            return function(*arguments, **options)

        return call

    os.fsync = counted(os.fsync)
    for name in ("replace", "unlink", "mkdir"):
        setattr(Path, name, counted(getattr(Path, name)))
    work()


def tried(case: Path, moment: int, least: int, expected: dict[str, bytes]) -> bool:
    """Kill a run in ``case`` and resume it; return whether it had ended before the moment."""
    ended = in_a_child(lambda: killed_at(moment, lambda: run(case)))

    def look() -> None:
        (folder,) = case.iterdir()
        kept = open_results(folder).replications("old")
        assert kept >= least, f"change {moment}: {kept} replications are left"

    if least:
        in_a_child(look)
    in_a_child(lambda: run(case))
    (folder,) = case.iterdir()
    assert contents(folder) == expected, f"change {moment}: other bytes"
    return ended


def run(root: Path, replications: int = AFTER) -> None:
    make(root, replications, PROGRAMS)


def main(root: Path, begun: bool, step: int) -> None:
    whole, base, case = root / "whole", root / "base", root / "case"
    in_a_child(lambda: run(whole))
    (folder,) = whole.iterdir()
    expected = contents(folder)
    base.mkdir()
    if begun:
        in_a_child(lambda: run(base, BEFORE))
    moments = 0
    ended = False
    while not ended:
        shutil.rmtree(case, ignore_errors=True)
        shutil.copytree(base, case)
        ended = tried(case, moments * step, BEFORE if begun else 0, expected)
        moments += 1
    sys.stdout.write(f"{moments}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] == "begun", int(sys.argv[3]))
