"""Symbol codes in letters and digits: exact, nearest, none; by MIL-STD-2525C and D."""

from __future__ import annotations

import sys

import pytest

from renkei._base.javascript import bundled
from renkei.interop.exchange import symbols
from renkei.interop.exchange.symbols import frame, in_digits, in_letters


@pytest.mark.parametrize(
    ("letters", "digits"),
    [
        # Friend, ground, present, infantry (121100), platoon (14).
        ("SFGPUCI----D---", "10031000141211000000"),
        # Hostile (6), anticipated (1), artillery (130300), headquarters (2), battalion (16).
        ("SHGAUCF---AF---", "10061012161303000000"),
        # Friend, mechanised infantry (121102), headquarters and task force... of a brigade (18).
        ("SFGPUCIZ--BH---", "10031006181211020000"),
        # Unknown, sea surface (30), line combatant (120200).
        ("SUSPCL---------", "10013000001202000000"),
        # Neutral submarine (set 35, 110100).
        ("SNUPS----------", "10043500001101000000"),
    ],
)
def test_exact_ones(letters: str, digits: str) -> None:
    assert (in_digits(letters).code, in_digits(letters).why) == (digits, None)
    assert (in_letters(digits).code, in_letters(digits).why) == (letters, None)


def test_letters_without_identity_are_no_friends() -> None:
    found = in_digits("S-GPUCI----F--G")
    assert found.code is not None
    assert found.code[2:4] == "01"  # unknown; the library itself says 03, friend
    assert "SUGPUCI----F---" in str(found.why)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("SFGPUCI----DNOG", "country"),
        ("SFGPUCIX----G--", "nearest"),
        ("OFOPV---------", "no such symbol"),
    ],
)
def test_letters_that_lose_something_say_so(code: str, words: str) -> None:
    assert words in str(in_digits(code).why)


@pytest.mark.parametrize(
    ("code", "letters", "words"),
    [
        ("10031000001211000204", "SFGPUCI--------", "nearest"),
        ("13031000001211000000", "SFGPUCI--------", "newer"),
        ("100310000012110000001234567890", "SFGPUCI--------", "thirty"),
        ("100310000012110000000000000000", "SFGPUCI--------", None),
        ("10031002000000000000", None, "no such symbol"),
    ],
)
def test_digits_that_lose_something_say_so(code, letters, words) -> None:
    found = in_letters(code)
    assert found.code == letters
    assert found.why is None if words is None else words in str(found.why)


def test_the_frame_alone() -> None:
    assert frame("10031002000000000000") == "SFGPU-----A----"
    assert frame("10063000009999990000") == "SHSP-----------"
    assert frame("SFAPMFQ") == "SFAPMFQ--------"


def test_without_the_engine_nothing_is_converted(monkeypatch: pytest.MonkeyPatch) -> None:
    for kept in (bundled, symbols.in_digits):
        kept.cache_clear()
    monkeypatch.setitem(sys.modules, "quickjs", None)
    found = in_digits("SFGPUCI----D---")
    for kept in (bundled, symbols.in_digits):
        kept.cache_clear()
    assert found.code is None
    assert "renkei[figures]" in str(found.why)
