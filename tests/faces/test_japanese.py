"""Commands in Japanese: no English left but names and ids, and 80 columns of a terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.faces.conftest import Renkei
from typer.main import get_command

from renkei.cli.app import app
from renkei.cli.placeholders import WORDS
from renkei.doctrine.rules import RULES

FEW = ("--reps", "12", "--processes", "1", "--out")
WORD = re.compile(r"(?<![-\w/.`])[A-Za-z][a-z]{2,}(?![\w/.`-])")
OWN_NAMES = {"Holm", "renkei", "few", "always"}
"""Words that stand in Japanese sentences as they are: a name, a mark, a value of the language."""
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("japanese")


def english(text: str, scenario: Path) -> set[str]:
    """Return the English words of a text that are none of the scenario's."""
    own = set(re.findall(r"[A-Za-z]+", scenario.read_text(encoding="utf-8"))) | set(RULES)
    plain = re.sub(r"`[^`]*`", "", text)
    # The rule and the line of a step, and the rest of its path on the next line.
    plain = re.sub(r"[a-z-]+, strait\.yaml.*(\n[ \w.-]+$)*", "", plain, flags=re.MULTILINE)
    return {word for word in WORD.findall(plain) if word not in own | OWN_NAMES}


@pytest.mark.parametrize(
    "words",
    [
        ("compare", "{strait}", *FEW, "{root}"),
        ("compare", "{strait}", *FEW, "{root}", "--types"),
        ("compare", "{strait}", *FEW, "{root}", "--all"),
        ("run", "{strait}", *FEW, "{root}"),
        ("explain", "{strait}", "blockade"),
        ("explain", "{strait}", "blockade", "--against", "rivals"),
        ("show", "{strait}", "-d", "forward"),
        ("check", "{strait}", "--verbose"),
        ("assumptions", "{strait}"),
    ],
    ids=lambda words: " ".join(word for word in words if "{" not in word and word not in FEW),
)
def test_a_page_has_no_english_and_fits_eighty_columns(
    words: tuple[str, ...],
    renkei: Renkei,
    strait: Path,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = renkei(*(word.format(strait=strait, root=root) for word in words), "--lang", "ja")
    assert done.code == 0, done.err
    shown = re.sub(r"^結果：.*$", "", done.out, flags=re.MULTILINE)
    wide = [line for line in shown.splitlines() if cell_len(line) > 80]
    assert wide == []
    assert english(shown + done.err, strait) == set()


def test_data_are_the_same_but_for_names(renkei: Renkei, strait: Path, root: Path) -> None:
    """The scenario has a Japanese name for one headquarters and one incident type."""
    words = ("compare", strait, *FEW, root, "--json")
    english, japanese = (json.loads(renkei(*words, "--lang", lang).out) for lang in ("en", "ja"))
    assert english["incidents"] == {"blockade": "Blockade of the strait"}
    assert japanese["incidents"] == {"blockade": "海峡封鎖"}
    assert english["rows"] == japanese["rows"]
    assert english["method"] == japanese["method"]
    named = json.dumps(english["why"], ensure_ascii=False).replace(
        "Blockade of the strait", "海峡封鎖"
    )
    assert json.loads(named) == japanese["why"]


KIND = re.compile(r"<[a-z ]+>|\d<=x")
"""What Typer says of a value, which only programmers read: ``<int range>``, ``[0<=x<=9]``."""


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_eighty_columns_in_both_languages(
    command: str, renkei: Renkei, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for lang, begins in (("en", "Usage: renkei"), ("ja", "使い方：renkei")):
        done = renkei(*([command] if command else []), "--help", "--lang", lang)
        assert done.out.startswith(begins)
        assert [line for line in done.out.splitlines() if cell_len(line) > 80] == []
        assert KIND.findall(done.out) == []
        # Names of values stand in one column, also where their letters are wide.
        columns = {
            cell_len(found[1])
            for found in re.finditer(r"^(  --?[a-z].{0,26}?  +)(?=\S)", done.out, re.MULTILINE)
            if cell_len(found[1].rstrip()) > 4
        }
        assert len(columns) <= 1
    plain = re.sub(
        r"`[^`]*`|^    ( *renkei|  --|  > |  '|  \").*$", "", done.out, flags=re.MULTILINE
    )
    assert not re.search(r"(?<!-)\b(the|of|and|with|each)\b", plain)
    assert not set(re.findall(r"[A-Z]{4,}", plain)) & WORDS.keys()


def test_errors_say_in_japanese_what_to_do(renkei: Renkei, strait: Path) -> None:
    done = renkei("show", strait, "--design", "d9", "--lang", "ja")
    assert done.code == 2
    assert "コマンド行 に問題 1 件" in done.err
    for words, told in (
        (("--reps", "x"), "整数が必要である。"),
        (("--reps", "0"), "2 以上の値が必要である。"),
        (("--frob",), "候補：--focus。"),
    ):
        done = renkei("compare", strait, *words, "--lang", "ja")
        assert done.code == 2
        assert told in done.err
        assert not re.search(r"Input|Possible", done.err)
    done = renkei("compare", "mien.yaml", "--lang", "ja")
    assert done.code == 2
    assert done.err.startswith("コマンド行  シナリオ\n")
    done = renkei("shwo", "--lang", "ja")
    assert done.code == 2
    assert "コマンド 'shwo' はない。" in done.err
