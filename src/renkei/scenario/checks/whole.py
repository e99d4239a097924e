"""All checks in order, for one state of the document and for one phase of a design."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from renkei.scenario.checks.amounts import Amounts
from renkei.scenario.checks.clocks import check_clocks
from renkei.scenario.checks.command import check_command
from renkei.scenario.checks.disruptions import check_disruptions, check_order_of_phases
from renkei.scenario.checks.finding import Finding
from renkei.scenario.checks.maintenance import check_consumption, check_maintenance
from renkei.scenario.checks.posture import check_posture, check_posture_limits
from renkei.scenario.checks.references import References
from renkei.scenario.checks.responses import check_forces, check_responses
from renkei.scenario.checks.sizes import Sizes
from renkei.scenario.checks.supply import check_supply, check_transfers
from renkei.scenario.checks.timing import check_arrivals, check_dates, check_rhythm
from renkei.scenario.checks.wanted import check_wanted
from renkei.scenario.model.document import Scenario


class Checker:
    """Runs the checks; remembers what it has collected from entries that designs share."""

    def __init__(self) -> None:
        self._references = References()
        self._amounts = Amounts()
        self._sizes = Sizes()

    def state(self, scenario: Scenario) -> Iterator[Finding]:
        """Yield the errors of a document that hold whatever the date."""
        yield from self._references.check(scenario)
        yield from check_dates(scenario)
        yield from check_rhythm(scenario)
        yield from check_arrivals(scenario)
        yield from check_responses(scenario)
        yield from self._amounts.check(scenario)
        yield from self._sizes.check(scenario)
        yield from check_supply(scenario)
        yield from check_maintenance(scenario)
        yield from check_posture_limits(scenario)
        yield from check_disruptions(scenario)
        yield from check_clocks(scenario)

    @staticmethod
    def phase(
        scenario: Scenario, base: Scenario, design: str, since: date | None = None
    ) -> Iterator[Finding]:
        """Yield the errors of one phase of a design, with the entries in force in that phase.

        ``since`` is the day on which it begins; None: that of the start.
        """
        yield from check_order_of_phases(scenario, since)
        yield from check_command(scenario)
        yield from check_forces(scenario)
        yield from check_consumption(scenario)
        yield from check_wanted(scenario)
        yield from check_transfers(scenario)
        yield from check_posture(scenario, base, design, since)
