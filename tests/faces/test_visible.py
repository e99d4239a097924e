"""What arguments, names, cells and files hold cannot steer the terminal, whatever the command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.faces.conftest import Done, Renkei

from renkei._base.visible import HIDDEN

EVIL = (
    "\x1b]0;owned\x07\x1b]8;;http://x\x1b\\\x1b]52;c;aGk=\x07\x1b[2J\x9b31m\u202e\u2066\u200e\x08\r"
)
HIDDEN_CHARACTER = re.compile(f"[{HIDDEN}]")


def inert(done: Done) -> None:
    for text in (done.out, done.err):
        found = HIDDEN_CHARACTER.search(text)
        assert found is None, f"{found!r} in {text[max(0, found.start() - 60) :][:120]!r}"


COMMANDS = [
    [EVIL],
    ["check", EVIL],
    ["check", "{strait}", "--designs", EVIL],
    ["check", "{strait}", "--" + EVIL],
    ["resolve", EVIL],
    ["new", "no-such-folder/" + EVIL],
    ["show", "{strait}", "-d", EVIL],
    ["show", "{strait}", "--by", EVIL],
    ["show", "{strait}", "--lang", EVIL],
    ["show", "{strait}", "--phase", EVIL],
    ["assumptions", "{strait}", "-d", EVIL],
    ["explain", "{strait}", EVIL],
    ["explain", "{strait}", "fire", "--at", EVIL],
    ["explain", "{strait}", "--supply", EVIL],
    ["explain", "{strait}", "fire", "--against", EVIL],
    ["listing", "{strait}", "-d", EVIL],
    ["run", "{strait}", "-d", EVIL],
    ["run", "{strait}", "--reps", EVIL],
    ["run", "{strait}", "--horizon", EVIL],
    ["compare", "{strait}", "--designs", EVIL],
    ["compare", "{strait}", "--incidents", EVIL],
    ["compare", "{strait}", "--until", EVIL],
    ["compare", "{strait}", "--indifference", EVIL],
    ["marginal", "{strait}", "--add", EVIL],
    ["marginal", "{strait}", "--add", f"units.{EVIL}=1"],
    ["import", EVIL, "--as", "units"],
    ["import", "{strait}", "--as", EVIL],
    ["import", "{strait}", "--as", "units", "--map", EVIL],
    ["import", "{strait}", "--as", "units", "--encoding", EVIL],
]


@pytest.mark.parametrize("words", COMMANDS, ids=range(len(COMMANDS)))
def test_arguments(renkei: Renkei, strait: Path, words: list[str]) -> None:
    done = renkei(*(word.replace("{strait}", str(strait)) for word in words))
    assert done.code in (1, 2)
    assert done.err
    inert(done)


@pytest.mark.parametrize("command", ["check", "resolve", "show", "assumptions", "listing", "run"])
@pytest.mark.parametrize("written", ["raw", "escaped", "cell"])
def test_what_a_scenario_holds_is_refused_without_being_obeyed(
    renkei: Renkei, strait: Path, tmp_path: Path, command: str, written: str
) -> None:
    text = strait.read_text(encoding="utf-8")
    path = tmp_path / "evil.yaml"
    if written == "cell":
        path = tmp_path / "folder"
        path.mkdir()
        (path / "scenario.yaml").write_text(text, encoding="utf-8")
        evil = EVIL.replace("\r", "")
        (path / "items.csv").write_text(f"id,name.en\nx,{evil}\n", encoding="utf-8")
    else:
        name = json.dumps(EVIL)[1:-1] if written == "escaped" else EVIL
        path.write_text(re.sub(r"(?m)^name:.*$", lambda _: f'name: "{name}"', text), "utf-8")
    done = renkei(command, path)
    assert done.code == 2
    assert "SCN-010" in done.err
    inert(done)


def test_marks_that_are_allowed_are_seen_in_every_table(
    renkei: Renkei, strait: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mar\u200eked\x1b[2J.yaml"
    text = strait.read_text(encoding="utf-8")
    path.write_text(re.sub(r"en: (\w)", "en: \u200e\\1", text), encoding="utf-8")
    for words in (["check"], ["show"], ["show", "--json"], ["assumptions"], ["resolve"]):
        done = renkei(words[0], path, *words[1:])
        assert done.code == 0, done.err
        inert(done)
    assert "\u200e" in json.loads(renkei("resolve", path, "--json").out)["name"]["en"]


def test_progress_and_styles_are_the_consoles_own() -> None:
    import io

    from rich.table import Table
    from rich.text import Text

    from renkei.report.terminal import Terminal

    out = io.StringIO()
    table = Table("a", EVIL)
    table.add_row(Text(EVIL, "bold"), EVIL)
    Terminal(file=out, force_terminal=True, width=200, markup=False).print(table, Text(EVIL, "red"))
    left = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())  # styles of the console
    assert HIDDEN_CHARACTER.search(left) is None
    widths = {len(line) for line in left.splitlines()[:-1]}
    assert len(widths) == 1, "what is replaced is measured as it is shown"


def test_a_bug_is_told_without_obeying_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    from renkei.cli.app import _show_bug

    error = ValueError(EVIL)
    _show_bug(ValueError, error, None)
    inert(Done(1, *capsys.readouterr()))


@pytest.mark.parametrize(
    "words",
    [
        ["check", "x" * 300],
        ["check", "x" * 5000],
        ["check", "{strait}", "--designs", ","],
        ["compare", "{strait}", "--designs", ","],
        ["compare", "{strait}", "--incidents", " , "],
        ["run", "{strait}", "--seed", str(2**64)],
        ["run", "{strait}", "--seed", "9" * 40],
        ["run", "{strait}", "--reps", "9" * 40],
        ["run", "{strait}", "--processes", "9" * 40],
        ["run", "{strait}", "--horizon", "9" * 310 + " d"],
        ["run", "{strait}", "--horizon", "bytes \udcff"],
        ["marginal", "{strait}", "--add", "doctrine.handling=" + "9" * 400],
        ["import", "{strait}", "--as", "units", "--out", "x" * 300],
        ["import", "{strait}", "--as", "units", "--encoding", "a\0b"],
    ],
    ids=range(14),
)
def test_edges_of_the_command_line_are_answered(
    renkei: Renkei, strait: Path, words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    done = renkei(*(word.replace("{strait}", str(strait)) for word in words))
    assert done.code == 2, done.err
    assert done.err
    assert list(tmp_path.iterdir()) == []
    inert(done)
