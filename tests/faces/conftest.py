"""A terminal of 100 columns without colour, and the command line called in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "tests" / "scenarios"


@dataclass(frozen=True)
class Done:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Renkei = Callable[..., Done]


@pytest.fixture
def renkei(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Renkei:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")

    def call(*arguments: str | Path) -> Done:
        from renkei.cli import main

        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return call


@pytest.fixture
def strait() -> Path:
    return SCENARIOS / "strait.yaml"
