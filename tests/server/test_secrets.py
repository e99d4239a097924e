"""Codes and cookies: long enough, typed in any way, and none that was not made here."""

from __future__ import annotations

import pytest

from renkei.server.allowances import Allowed, Buckets
from renkei.server.secrets import CODE_BITS, Keys, new_code, read_code


def test_codes_are_long_enough_and_differ() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert CODE_BITS >= 40
    # All 32 letters at each of the ten places: 2000 codes miss one with chance 1e-24.
    for place in range(10):
        assert len({code.replace("-", "")[place] for code in codes}) == 32


@pytest.mark.parametrize(
    "typed",
    ["7KQ2M-X94T0", "7kq2mx94t0", " 7KQ2M X94TO ", "7KQ2M—X94T0", "７ＫＱ２Ｍ－Ｘ９４Ｔ０"],
)
def test_a_code_may_be_typed_in_many_ways(typed: str) -> None:
    assert read_code(typed) == "7KQ2MX94T0"


@pytest.mark.parametrize(
    "typed", ["", "7KQ2M-X94T", "7KQ2M-X94TBB", "7KQ2M-X94TU", "ẞẞẞẞẞẞẞẞẞẞ", "0" * 5000, "⅒⅒⅒"]
)
def test_what_cannot_be_a_code(typed: str) -> None:
    assert read_code(typed) is None


def test_a_digest_is_of_the_code_and_the_exercise() -> None:
    one, other = Keys.made(), Keys.made()
    assert one.code_digest("7KQ2M-X94TB") == one.code_digest("7KQ2MX94TB")
    assert one.code_digest("7KQ2MX94TB") != other.code_digest("7KQ2MX94TB")


def test_cookies_of_this_exercise_alone_are_read() -> None:
    keys, other = Keys.made(), Keys.made()
    text, digest = keys.new_cookie()
    assert keys.read_cookie(text) == digest
    assert other.read_cookie(text) is None
    assert text.isascii()
    token, _, signature = text.partition(".")
    for forged in (
        *("", ".", token, token + ".", "." + signature, f"{signature}.{token}", text + "A"),
        *(text[:-1], "é" * 50, "a" * 10_000, text + "=", text.replace(".", "")),
        *(
            text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
            for at in range(len(text))
        ),
    ):
        assert keys.read_cookie(forged) is None, forged


def test_buckets_empty_and_fill() -> None:
    buckets = Buckets(Allowed(3, 0.5))
    assert [buckets.take("a", 0.0) for _ in range(4)] == [True, True, True, False]
    assert buckets.take("b", 0.0)
    assert not buckets.has("a", 1.9)
    assert buckets.take("a", 2.0)
    assert not buckets.take("a", 2.0)
    assert [buckets.take("a", 1000.0) for _ in range(4)] == [True, True, True, False]
    # A clock that went back gives nothing.
    assert not buckets.take("a", 500.0)


def test_buckets_are_bounded() -> None:
    buckets = Buckets(Allowed(1, 0.0), most=10)
    assert all(buckets.take(name, 0.0) for name in range(1000))
    assert len(buckets._left) == 10
