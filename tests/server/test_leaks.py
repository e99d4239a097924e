"""No byte of one nation reaches the other, nobody, or who is there no more."""

from __future__ import annotations

from pathlib import Path

from benchmarks.exercise_leaks import Prober, probed
from tests.loops import in_a_loop_of_its_own
from tests.server.asking import made_store, served
from tests.server.toy import Toy


def test_probes_find_no_marked_byte(tmp_path: Path) -> None:
    """Six hundred here, of the toy; 100,000 of the real one by ``benchmarks/exercise_leaks.py``."""
    store = made_store(tmp_path / "one.exercise", b'{"real": true}')
    found = in_a_loop_of_its_own(probed(store, Toy, 600, 1))
    assert found.leaks == []
    assert found.probes >= 600
    assert found.read > 10
    statuses = {int(what.rpartition(" ")[2]) for what in found.by}
    assert {200, 401, 404} <= statuses


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    class Leaky(Toy):
        """An item in a hundred goes to all."""

        def add_item(self, id_, owner, seats, *more) -> None:
            everybody = len(self.items) % 10 == 3
            super().add_item(id_, owner, list(self.seats) if everybody else seats, *more)

    async def leaks() -> list[str]:
        async with served(made_store(tmp_path / "one.exercise"), Leaky) as exercise:
            prober = Prober(exercise, 1)
            await prober.begin()
            for _ in range(5):
                await prober.play()
                for _ in range(100):
                    await prober.probe()
            return prober.found.leaks

    assert in_a_loop_of_its_own(leaks())
