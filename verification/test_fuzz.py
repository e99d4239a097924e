"""A fixed set of mutated scenarios; more by hand, see :mod:`verification.fuzz`."""

from __future__ import annotations

import signal

import pytest
from verification.fuzz import cases
from verification.fuzz.cases import Hang, Watch, tried, warm
from verification.fuzz.sets import case, corpus

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer of the process")


@pytest.mark.parametrize(("kind", "number"), [("check", 300), ("run", 4)])
def test_no_mutation_ends_in_a_traceback_a_hang_or_a_wrong_exit_code(
    kind: str, number: int
) -> None:
    bases = corpus(kind)
    warm(kind)
    with Watch() as watch:
        ends = [tried(kind, case(kind, bases, 0, k), k, watch) for k in range(number)]
    assert [(k, end.fault) for k, end in enumerate(ends) if end.fault is not None] == []
    assert {end.code for end in ends} <= {0, 1, 2, 3}
    assert sum(end.code == 0 for end in ends) > number / 30, "some mutations are sound"


def test_a_case_is_a_function_of_its_seed_and_number() -> None:
    bases = corpus("check")
    assert [case("check", bases, 3, k) for k in range(20)] == [
        case("check", bases, 3, k) for k in range(20)
    ]
    assert len({case("check", bases, 3, k) for k in range(200)}) > 150


def test_faults_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(text: bytes, number: int) -> cases.Ended:
        raise KeyError("bug")

    def hangs(text: bytes, number: int) -> cases.Ended:
        while True:
            try:
                while True:
                    number += 1
            except Exception:
                continue  # what the product catches does not stop the watch

    monkeypatch.setitem(cases.KINDS, "fails", fails)
    monkeypatch.setitem(cases.KINDS, "hangs", hangs)
    with Watch(seconds=0.6) as watch:
        assert "KeyError" in str(tried("fails", b"", 0, watch).fault)
        assert "more than 0.6 s" in str(tried("hangs", b"", 0, watch).fault)
    assert issubclass(Hang, BaseException)
    assert not issubclass(Hang, Exception)
