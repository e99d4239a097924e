"""Mutated real files of planning tools: taken or refused, never a traceback.

20,000 of them: ``python -m verification.fuzz import --cases 20000``.
"""

from __future__ import annotations

import pytest
from verification.fuzz.cases import Ended, Watch, tried
from verification.fuzz.sets import case, corpus

CASES, LOTS = 240, 4


@pytest.mark.parametrize("lot", range(LOTS))
def test_a_mutated_file_is_taken_or_refused(lot: int) -> None:
    bases = corpus("import")
    faults: dict[int, Ended] = {}
    codes = set()
    with Watch(20.0) as watch:
        for number in range(lot, CASES, LOTS):
            ended = tried("import", case("import", bases, 1, number), number, watch)
            codes.add(ended.code)
            if ended.fault is not None:
                faults[number] = ended
    assert not faults
    assert codes == {0, 2}  # both ways were gone
