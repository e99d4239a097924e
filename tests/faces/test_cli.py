"""The command line: exit codes, where output goes, and what the help teaches."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.faces.conftest import Renkei
from typer.testing import CliRunner

from renkei.cli.app import app
from renkei.cli.inputs import load
from renkei.scenario import Document

COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands]
RENKEI = Path(sys.executable).with_name("renkei")


def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [RENKEI, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, check=False
    )


def test_all_commands_are_there() -> None:
    assert set(COMMANDS) == {
        "check", "resolve", "schema", "explain", "listing", "run", "compare", "show",
        "assumptions", "new", "diff", "import", "marginal", "validate",
        "calibrate", "drivers", "flips", "worth", "trace", "report", "plot",
        "export", "brief", "best", "study", "stress", "serve",
    }  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_with_examples(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"], prog_name="renkei")
    assert shown.exit_code == 0
    examples = re.findall(rf"^\s+renkei {command}\b", shown.output, re.MULTILINE)
    assert examples, shown.output


@pytest.fixture(scope="module")
def flagship() -> Document:
    return load("japan")


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_name_what_the_flagship_has(command: str, flagship: Document) -> None:
    """Designs, incidents and stocks in the help's examples on `japan` are there."""
    known = {
        "--designs": set(flagship.design_ids),
        "--incidents": set(flagship.scenario.incidents),
        "--supply": set(flagship.scenario.stocks),
    }
    known |= dict.fromkeys(("-d", "--design", "--against"), known["--designs"])
    shown = CliRunner().invoke(app, [command, "--help"], prog_name="renkei").output
    for line in re.findall(rf"^\s+renkei {command} japan.*", shown, re.MULTILINE):
        words = line.split("|")[0].split()
        for option, value in itertools.pairwise(words):
            assert set(re.split("[,+]", value)) <= known.get(option, {*re.split("[,+]", value)}), (
                line
            )


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom renkei.cli import main\nmain(['--help'])\n"
        "print([m for m in ('numpy', 'numba', 'pydantic', 'polars', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_version(renkei) -> None:
    assert renkei("--version").out.startswith("renkei 0.")


def test_bad_input_exits_with_2_without_a_traceback(tmp_path: Path) -> None:
    done = run("check", Path(__file__).parents[1] / "scenarios" / "broken.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "did you mean `teams`?" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_bad_input_of_compare_runs_and_writes_nothing(tmp_path: Path) -> None:
    broken = Path(__file__).parents[1] / "scenarios" / "broken.yaml"
    done = run("compare", broken, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (["check", "japn"], "`japan`"),
        (["show", "{strait}", "--design", "apar"], "`apart`"),
        (["explain", "{strait}", "blokade"], "`blockade`"),
        (["explain", "{strait}", "blockade", "--at", "strat"], "`strait`"),
        (["show", "{strait}", "--by", "opcom"], "`opcon`"),
        (["compare", "{strait}", "--designs", "apart,foward"], "`forward`"),
    ],
)
def test_a_wrong_word_names_the_nearest(arguments, nearest, renkei, strait) -> None:
    done = renkei(*[word.format(strait=strait) for word in arguments])
    assert done.code == 2
    assert done.out == ""
    assert nearest in done.err


def test_an_unknown_command_or_option_exits_with_2(renkei) -> None:
    assert renkei("chek").code == 2
    assert renkei("check", "japan", "--jsn").code == 2


def test_check_takes_combinations_of_designs(renkei, strait) -> None:
    sound = renkei("check", strait, "--designs", "forward+rivals", "--json")
    assert "forward+rivals" in json.loads(sound.out)["found"]["designs"]
    unknown = renkei("check", strait, "--designs", "forward+rival")
    assert unknown.code == 2
    assert "`rival` in `forward+rival`" in unknown.err
    assert "did you mean `rivals`?" in unknown.err


def test_check_prints_problems_as_json(renkei) -> None:
    done = renkei("check", Path(__file__).parents[1] / "scenarios" / "broken.yaml", "--json")
    assert done.code == 2
    problems = json.loads(done.out)["problems"]
    assert len(problems) >= 4
    assert all(p["line"] and p["column"] and p["expected"] for p in problems)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "{strait}"],
        ["resolve", "{strait}"],
        ["show", "{strait}", "--design", "forward"],
        ["assumptions", "{strait}"],
        ["explain", "{strait}", "blockade"],
        ["explain", "{strait}", "blockade", "--against", "forward"],
        ["explain", "SCN-001"],
    ],
)
def test_json_is_one_object(arguments, renkei, strait) -> None:
    done = renkei(*[word.format(strait=strait) for word in arguments], "--json")
    assert done.code == 0, done.err
    assert isinstance(json.loads(done.out), dict)


def test_resolve_twice_equals_once(renkei, strait, tmp_path) -> None:
    once = renkei("resolve", strait).out
    explicit = tmp_path / "explicit.yaml"
    explicit.write_text(once, encoding="utf-8")
    assert renkei("resolve", explicit).out == once


def test_template_is_sound_and_never_overwrites(renkei, tmp_path) -> None:
    mine = tmp_path / "mine.yaml"
    assert renkei("new", mine).code == 0
    assert renkei("check", mine).code == 0
    mine.write_text("mine\n", encoding="utf-8")
    again = renkei("new", mine)
    assert again.code == 2
    assert mine.read_text(encoding="utf-8") == "mine\n"


def test_new_into_a_missing_folder_fails_with_1(renkei, tmp_path) -> None:
    done = renkei("new", tmp_path / "no" / "mine.yaml")
    assert done.code == 1
    assert "no/mine.yaml" in done.err


def test_shell_completion_offers_packaged_scenarios() -> None:
    from renkei.cli.inputs import _complete_scenario

    assert "template" in _complete_scenario("temp")
    assert _complete_scenario("no-such") == []


def test_every_error_code_is_explained(renkei) -> None:
    from renkei.report.codes import all_codes

    source = Path(__file__).parents[2] / "src" / "renkei"
    used = {
        code
        for path in source.rglob("*.py")
        for code in re.findall(r'"([A-Z]{3}-\d{3})"', path.read_text(encoding="utf-8"))
    }
    explained = {entry.code for entry in all_codes()}
    assert used <= explained, sorted(used - explained)
    done = renkei("explain", "scn-999")
    assert done.code == 2


@pytest.mark.parametrize("words", [("run",), ("compare", "--all")])
def test_a_scenario_without_incidents_has_stocks_to_tell_of(words, renkei, tmp_path) -> None:
    scenario = Path(__file__).parents[2] / "verification" / "scenarios" / "one-for-one.yaml"
    few = ("--reps", "4", "--processes", "1", "--quiet")
    done = renkei(*words, str(scenario), *few, "--out", str(tmp_path))
    assert done.code == 0, done.err
    assert "Shelf" in done.out


def test_a_run_over_another_period_is_another_run(renkei: Renkei, tmp_path: Path) -> None:
    strait = Path(__file__).parents[1] / "scenarios" / "strait.yaml"
    asked = ("run", strait, "--reps", "2", "--processes", "1", "--json", "--out", tmp_path)
    folders = {
        json.loads(renkei(*asked, *period).out)["folder"]
        for period in ((), ("--horizon", "40 d"), ("--horizon", "40 d", "--warm-up", "10 d"))
    }
    assert len(folders) == 3
