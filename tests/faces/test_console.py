"""Consoles of other encodings and widths, and users without a home: an answer, no traceback."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.faces.conftest import Renkei
from tests.faces.test_cli import RENKEI

from renkei.cli import letters, main
from renkei.engine import kernel  # noqa: F401  before HOME is another: code is kept there
from renkei.engine.kernel.jit import kernels

ENCODINGS = ["cp932", "cp1252", "latin-1", "cp437", "euc-jp", "utf-8"]


def told(
    monkeypatch: pytest.MonkeyPatch, encoding: str, *words: str | Path
) -> tuple[int, str, str]:
    """Return exit code, stdout and stderr of a command on a console of an encoding."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", streams[0])
        patch.setattr(sys, "stderr", streams[1])
        code = main([str(word) for word in words])
    for stream in streams:
        stream.flush()
    out, err = (stream.buffer.getvalue().decode(encoding) for stream in streams)
    return code, out, err


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_console_gets_its_answer(
    encoding: str, monkeypatch: pytest.MonkeyPatch, strait: Path, tmp_path: Path
) -> None:
    few = ("-n", "4", "-p", "1", "-o", tmp_path)
    for words in (
        ("compare", strait, *few, "--types"),
        ("show", strait, "-d", "forward", "--lang", "ja"),
        ("explain", strait, "blockade", "--against", "forward"),
        ("check", strait.with_name("broken.yaml")),
    ):
        code, out, err = told(monkeypatch, encoding, *words)
        assert code == (2 if words[0] == "check" else 0), err
        assert len(out) > 300 or words[0] == "check"


def test_a_sign_that_is_lacking_keeps_its_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minus that becomes a question mark would be another number."""
    assert "−0.8 … → ≈ ± ≥ ─│┌ ▁█ é".encode("ascii", letters.NAME) == (
        b"-0.8 ... -> ~ +/- >= -|+ .# e"
    )
    assert "統".encode("cp1252", letters.NAME) == b"?"
    assert letters.lost == {"統"}
    letters.lost.clear()


def test_what_is_lost_is_said_once(monkeypatch: pytest.MonkeyPatch, strait: Path) -> None:
    words = ("show", strait, "--lang", "ja")
    assert "not in the encoding of this console" in told(monkeypatch, "cp1252", *words)[2]
    assert told(monkeypatch, "cp932", *words)[2] == ""
    assert told(monkeypatch, "utf-8", *words)[2] == ""


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_data_are_whole_in_every_encoding(
    encoding: str, monkeypatch: pytest.MonkeyPatch, strait: Path
) -> None:
    words = ("resolve", strait, "--json")
    code, out, _ = told(monkeypatch, encoding, *words)
    assert code == 0
    assert json.loads(out) == json.loads(told(monkeypatch, "utf-8", *words)[1])
    assert "統合司令部" in json.dumps(json.loads(out), ensure_ascii=False)


def test_a_process_of_its_own_too(strait: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    words = [RENKEI, "show", strait, "--lang", "ja"]
    done = subprocess.run(words, env=environment, capture_output=True)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"Borian" in done.stdout


@pytest.mark.parametrize("columns", ["0", "00", "1", "-5", "x", "", "99999999999", "٨٠"])
def test_no_width_hides_the_tables(
    columns: str, renkei: Renkei, strait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as within:  # pytest -v fills its own lines to this width
        within.setenv("COLUMNS", columns)
        done = renkei("assumptions", strait)
    assert done.code == 0
    assert "horizon" in done.out
    assert "60 d" in done.out
    assert max(map(len, done.out.splitlines())) <= 100


def test_home_is_meant_by_a_tilde(
    renkei: Renkei, strait: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(strait.read_text())
    done = renkei("run", "~/mine.yaml", "-n", 4, "-p", 1, "--out=~/x")
    assert done.code == 0
    assert f"Results: {tmp_path / 'x'}" in done.out
    assert not (tmp_path / "~").exists()
    unknown = renkei("run", "~/mine.yaml", "-n", 4, "-p", 1, "--out=~nobody-here/x")
    assert unknown.code == 2
    assert "home folder is not known" in unknown.err


@pytest.mark.parametrize("cache", ["off", None])
def test_a_user_without_name_and_home(
    cache: str | None,
    renkei: Renkei,
    strait: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As `docker run --user 12345`: neither HOME nor an entry in the list of users."""
    import pwd

    def nobody(number: int) -> object:
        raise KeyError(f"getpwuid(): uid not found: {number}")

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    for variable in ("HOME", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR", "RENKEI_CACHE_DIR", "USER"):
        monkeypatch.delenv(variable, raising=False)
    if cache:
        monkeypatch.setenv("RENKEI_CACHE_DIR", cache)
    assert kernels() is None
    done = renkei("run", strait, "-n", 4, "-p", 1, "--out", tmp_path)
    assert done.code == 0, done.err
    assert "Results: " in done.out


def test_a_note_ends_its_lines_between_words_on_a_terminal(monkeypatch, capsys) -> None:
    """In a file it is one line: programs search for it."""
    from rich.cells import cell_len

    from renkei.cli import output
    from renkei.report.terminal import Terminal

    english = "note: " + "some words that go on " * 6
    japanese = "注：" + "演習の結果を判定するには反復の回数が少なすぎる。" * 4
    output.note(english)
    assert capsys.readouterr().err == english + "\n"
    terminal = Terminal(stderr=True, force_terminal=True, width=40)
    monkeypatch.setattr(output, "console", lambda *, err: terminal)
    for text in (english, japanese):
        output.note(text)
        lines = capsys.readouterr().err.rstrip("\n").split("\n")
        assert len(lines) > 3
        assert max(map(cell_len, lines)) <= 40
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        if text == english:
            assert [word for line in lines for word in line.split()] == text.split()
