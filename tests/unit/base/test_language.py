"""Texts in the language of the context, and the language that a command line asks for."""

from __future__ import annotations

import copy
import pickle

import pytest

from renkei._base.errors import InputError
from renkei._base.language import InBoth, NameList, Phrase, said, speaking, spoken, tr, tr_many
from renkei.cli.speaking import asked_language
from renkei.report.responses.followed import moment_words
from renkei.report.step_kinds import kind_words
from renkei.report.wording import hours, milestone_name, milestone_words, outcome_words


def test_a_text_is_in_the_language_of_the_context() -> None:
    with speaking("ja"):
        assert spoken() == "ja"
        assert tr("{low} to {high}", low="−3", high="+7") == "−3～+7"
        assert tr_many("{count} comparison", "{count} comparisons", 1200) == "比較 1,200 件"
    assert tr("{low} to {high}", low="−3", high="+7") == "−3 to +7"
    assert tr_many("{count} comparison", "{count} comparisons", 1) == "1 comparison"


def test_a_phrase_is_english_and_said_in_japanese_when_it_is_shown() -> None:
    fleet = InBoth("Fleet", "自衛艦隊")
    step = Phrase("passes it on to {receiver}", receiver=fleet)
    assert step == "passes it on to Fleet"
    with speaking("ja"):
        assert said(step) == "自衛艦隊へ中継する"
        assert said(InBoth("Fleet", None)) == "Fleet"
        assert said("a name") == "a name"
    assert said(step) == "passes it on to Fleet"


def test_a_kept_phrase_can_still_be_said() -> None:
    step = Phrase("says who of {rivals} decides", rivals=NameList([InBoth("A", "甲"), "B"]))
    for kept in (copy.deepcopy(step), pickle.loads(pickle.dumps(step))):
        assert kept == "says who of A, B decides"
        with speaking("ja"):
            assert said(kept) == "甲、Bのいずれが決定するかを裁定する"


def test_times_milestones_and_causes_in_japanese() -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    moment = datetime(2027, 3, 1, 4, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
    with speaking("ja"):
        assert [hours(h) for h in (1 / 360, 0.5, 3.25, 96)] == [
            "10 秒",
            "30 分",
            "3.2 時間",
            "4 日",
        ]
        assert milestone_words("first-on-station.JPN") == "先着部隊到着（JPN）"
        assert kind_words("outside hours") == "勤務時間又は会議待ち"
        assert outcome_words("no lift of JPN free") == "JPN の lift に空きがない"
        assert moment_words(moment) == "2027-03-01（月）04:10 JST"
    assert milestone_words("first-on-station.JPN") == "first on station of JPN"


@pytest.mark.parametrize(
    ("words", "named", "system", "language"),
    [
        ([], "", "en_GB.UTF-8", "en"),
        ([], "", "ja_JP.UTF-8", "ja"),
        ([], "en", "ja_JP.UTF-8", "en"),
        (["show", "--lang", "ja"], "en", "C", "ja"),
        (["--lang=ja", "show"], "", "C", "ja"),
        (["show", "--", "--lang", "ja"], "", "C", "en"),
    ],
)
def test_the_option_goes_before_the_environment_before_the_locale(
    words: list[str], named: str, system: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", system)
    monkeypatch.setenv("RENKEI_LANG", named)
    assert asked_language(words) == language


def test_a_language_that_is_not_spoken_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENKEI_LANG", "fr")
    with pytest.raises(InputError, match="RENKEI_LANG"):
        asked_language([])


def test_a_named_milestone_has_the_name_of_the_scenario() -> None:
    """``council-met`` of the council is called what the scenario calls it, in each language."""
    from types import SimpleNamespace

    name = SimpleNamespace(en="Council met", ja="評議会開催")
    response = SimpleNamespace(milestones={"council-met": SimpleNamespace(name=name)})
    scenario = SimpleNamespace(responses={"crisis": response})
    with speaking("ja"):
        assert milestone_name("council-met", scenario) == "評議会開催"  # type: ignore[arg-type]
        assert milestone_name("decided", scenario) == "決定"  # type: ignore[arg-type]
    assert milestone_name("council-met", scenario) == "Council met"  # type: ignore[arg-type]
