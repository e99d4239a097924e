from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei._base.visible import escaped, visible


@given(st.text())
def test_nothing_hidden_is_left_and_places_stay(text: str) -> None:
    seen = visible(text)
    assert len(seen) == len(text)
    for before, after in zip(text, seen, strict=True):
        if before in "\t\n":
            assert after == before
        elif unicodedata.category(before) in ("Cc", "Cs", "Zl", "Zp"):
            assert after != before
        assert unicodedata.category(after) not in ("Cc", "Cs") or after in "\t\n"
        assert unicodedata.bidirectional(after) not in {
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        }  # fmt: skip


@given(st.text())
def test_json_stays_json_and_has_nothing_hidden(text: str) -> None:
    written = escaped(json.dumps({"text": text}, ensure_ascii=False))
    assert json.loads(written) == {"text": text}
    assert visible(written) == written


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("\x1b]52;c;aGk=\x1b\\", "␛]52;c;aGk=␛\\"),
        ("a\rb\x00\x7f", "a␍b␀␡"),
        ("\x9b31m", "\ufffd31m"),
        ("user\u202etxt.exe", "user\ufffdtxt.exe"),
        ("tag\U000e0041", "tag\ufffd"),
        ("日本 é 1\u202f000\n\t", "日本 é 1\u202f000\n\t"),
        ("家族👨\u200d👩", "家族👨\u200d👩"),
    ],
)
def test_examples(raw: str, seen: str) -> None:
    assert visible(raw) == seen
