"""The page's document has its published schema, and nothing in it can leave its place."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.pages.sample import page

from renkei.report.page.document import Page
from renkei.report.page.packing import packed, unpacked
from renkei.report.page.writing import APART, page_data, page_html

SCHEMA = Path(__file__).parents[3] / "spec" / "page.schema.json"
DATA = re.compile(r'<script type="application/json" id="page-data[^"]*">(.*?)</script>', re.DOTALL)


def test_the_schema_is_the_published_one(pytestconfig: pytest.Config) -> None:
    text = json.dumps(Page.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
    if pytestconfig.getoption("--update"):
        SCHEMA.write_text(text, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == text


def test_hostile_names_stay_data() -> None:
    made = page(hostile=True)
    html = page_html(made)
    blocks = DATA.findall(html)
    assert len(blocks) == 1 + len(APART)
    assert Page.model_validate(page_data(html)) == made
    for character in "<>&\u2028\u2029":
        assert character not in "".join(blocks)
    assert html.count("</script>") == page_html(page()).count("</script>")


def test_the_file_asks_for_nothing_from_outside() -> None:
    html = page_html(page())
    head = html[: html.index("<body")]
    assert 'http-equiv="Content-Security-Policy"' in head
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', head)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "unsafe-eval" not in policy[1]
    assert not re.search(r'(?:src|href)="https?:', html)


def test_responses_are_unpacked_as_they_were() -> None:
    kept = page().responses
    assert kept is not None
    whole = unpacked(kept)
    assert [len(one.courses) for one in whole] == [2, 2]
    again = packed(whole, picked_by=kept.picked_by, note=kept.note)
    assert again == kept
    # Responses that go the same way share their steps and lanes.
    steps = {step.id for one in whole for course in one.courses for step in course.steps}
    assert len(kept.acts) == len(steps)
    assert packed((), picked_by="before", note=kept.note) is None
    assert unpacked(None) == []
