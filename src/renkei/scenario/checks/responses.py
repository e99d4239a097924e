"""Responses: the parts of nations, coordination, and forces that can answer."""

from __future__ import annotations

import math
from collections.abc import Iterator

from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.scenario.checks.finding import Finding
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.forces import Unit
from renkei.scenario.model.incidents import (
    OF_NATIONS,
    ForceRequirement,
    GivenUp,
    Milestone,
    NationRole,
    OrderTrigger,
    PartnerStart,
    Response,
    Shortage,
)
from renkei.scenario.reachability import can_reach
from renkei.scenario.text.nodes import Path

OF_FORCES = (
    Milestone.ORDERED,
    Milestone.DEPARTED,
    Milestone.FIRST_ON_STATION,
    Milestone.ON_STATION,
)
"""Milestones that only a response with forces reaches."""

_STARTS = (Milestone.DETECTED, Milestone.DECIDED, Milestone.AGREED, Milestone.SETTLED)
"""Milestones of all nations from which a task may begin."""


def check_responses(scenario: Scenario) -> Iterator[Finding]:
    """Yield responses that no nation leads, forces of nations without a part, and the like."""
    for id_, response in scenario.responses.items():
        path: Path = ("responses", id_)
        yield from _parts(response, path)
        yield from _coordination(response, path)
        yield from _deadline(response, path)
        yield from _named_milestones(scenario, response, path)
        yield from _giving_up(response, path)
        for index, name in enumerate(response.activates):
            headquarters = scenario.headquarters.get(name)
            if headquarters is not None and headquarters.build_up is None:
                found = Phrase("`{name}`, which is not improvised", name=name)
                remedy = Phrase("give it a `build_up`, or remove it here")
                yield Finding(
                    "SCN-089",
                    (*path, "activates", index),
                    found,
                    Phrase("a headquarters with `build_up`"),
                    remedy,
                )


def _parts(response: Response, path: Path) -> Iterator[Finding]:
    leads = [nation for nation, part in response.nations.items() if part.role is NationRole.LEAD]
    if len(leads) != 1:
        found = (
            Phrase("{leads} leads: {leads_2}", leads=len(leads), leads_2=", ".join(leads))
            if leads
            else Phrase("no lead")
        )
        yield Finding(
            "SCN-084", (*path, "nations"), found, Phrase("exactly one nation with `role: lead`")
        )
    for nation, part in response.nations.items():
        at = (*path, "nations", nation)
        asks = part.starts is PartnerStart.REQUEST
        if asks and part.role is not NationRole.PARTNER:
            found = Phrase("`starts: request` for a nation whose role is {role}", role=part.role)
            yield Finding(
                "SCN-086", (*at, "starts"), found, Phrase("`starts: request` for partners only")
            )
        if part.request is not None and not asks:
            found = Phrase("`request` without `starts: request`")
            yield Finding("SCN-086", (*at, "request"), found, Phrase("`starts: request` beside it"))
        for task in ("assess", "plan"):
            if part.role is NationRole.INFORMED and getattr(part, task) is not None:
                found = Phrase(
                    "`{task}` for a nation that is informed only, and so decides nothing", task=task
                )
                yield Finding(
                    "SCN-086", (*at, task), found, Phrase("a nation that leads or is a partner")
                )
    for id_, force in response.forces.items():
        part_ = response.nations.get(force.nation)
        decides = part_ is not None and part_.role is not NationRole.INFORMED
        if not decides and not (part_ and force.trigger is OrderTrigger.DETECTION):
            what = Phrase("is informed only") if part_ else Phrase("has no part in the response")
            yield Finding(
                "SCN-085",
                (*path, "forces", id_, "nation"),
                Phrase("`{nation}`, which {what}", nation=force.nation, what=what),
                Phrase("a nation that leads or is a partner"),
                Phrase("add `{nation}: {{role: partner}}` to `nations`", nation=force.nation),
            )


def _giving_up(response: Response, path: Path) -> Iterator[Finding]:
    """Yield a longest wait of a force that never waits, and its sequel without a longest wait."""
    for id_, force in response.forces.items():
        at = (*path, "forces", id_)
        if force.gives_up_after is not None and force.when_short is Shortage.FAIL:
            found = Phrase("a longest wait beside `when_short: fail`, which never waits")
            remedy = Phrase("keep one of the two")
            yield Finding(
                "SCN-131", (*at, "gives_up_after"), found, Phrase("a force that waits"), remedy
            )
        if force.gives_up_after is None and force.when_given_up is GivenUp.WITHOUT:
            found = Phrase("`when_given_up` of a request that waits for ever")
            expected = Phrase("`gives_up_after` beside `when_given_up`")
            yield Finding("SCN-131", (*at, "when_given_up"), found, expected)


def _has_partner(response: Response) -> bool:
    return any(part.role is NationRole.PARTNER for part in response.nations.values())


def never_reached(response: Response, milestone: str) -> str | None:
    """Return what a response would need that never comes to a milestone; None: it can."""
    name, _, nation = milestone.partition(".")
    if not nation and name in response.milestones:
        return None
    if name not in list(Milestone) or (nation and name not in OF_NATIONS):
        known = [*Milestone, *response.milestones]
        known += [f"{one}.{other}" for one in OF_NATIONS for other in response.nations]
        nearest = did_you_mean(milestone, known)
        if nearest:
            return Phrase("a milestone of the response ({nearest})", nearest=nearest)
        return Phrase("a milestone of the response")
    if nation and nation not in response.nations:
        return Phrase("one of its nations: {nations}", nations=", ".join(response.nations))
    if name == Milestone.AGREED and not _has_partner(response):
        return Phrase("a response with a partner, or another milestone, such as `decided`")
    if name in OF_FORCES:
        if not response.forces:
            return Phrase("a response with forces, or another milestone, such as `decided`")
        if nation and all(force.nation != nation for force in response.forces.values()):
            return Phrase("forces of {nation}, or another milestone", nation=nation)
    elif nation and response.nations[nation].role is NationRole.INFORMED:
        return Phrase(
            "a nation that leads or is a partner: {nation} is informed only", nation=nation
        )
    return None


def _deadline(response: Response, path: Path) -> Iterator[Finding]:
    """Yield a deadline for a milestone that this response never reaches: always missed."""
    milestone = response.deadline_for
    expected = never_reached(response, milestone)
    if expected is None:
        return
    found = Phrase("`{milestone}`, which this response never reaches", milestone=milestone)
    remedy = Phrase("write `deadline_for` with the milestone that answers the incident")
    yield Finding("SCN-083", (*path, "deadline_for"), found, expected, remedy)


def _named_milestones(scenario: Scenario, response: Response, path: Path) -> Iterator[Finding]:
    """Yield named milestones that are two things, nothing, or never reached."""
    categories = {response.category, *(part.category for part in response.nations.values())}
    asked = {
        approval.by
        for authority in scenario.authorities.values()
        if not categories.isdisjoint(authority.categories) and authority.nation in response.nations
        for approval in authority.approvals
    }
    for name, milestone in response.milestones.items():
        at = (*path, "milestones", name)
        does = any((milestone.by, milestone.work, milestone.lapse, milestone.to))
        if name in list(Milestone):
            found = Phrase("`{name}`, which every response may have", name=name)
            yield Finding("SCN-144", at, found, Phrase("a name of its own"))
        elif (milestone.approval is None) == (milestone.after is None):
            found = (
                Phrase("both `approval` and `after`")
                if milestone.after
                else Phrase("no `approval`, no `after`")
            )
            yield Finding("SCN-144", at, found, Phrase("one of the two"))
        elif milestone.approval is not None and does:
            found = Phrase("a task beside `approval`")
            yield Finding(
                "SCN-144", at, found, Phrase("`approval` by itself, or a task with `after`")
            )
        elif milestone.after is not None and not does:
            found = Phrase("`after` without a task")
            yield Finding("SCN-144", at, found, Phrase("some of `by`, `work`, `lapse`, `to`"))
        elif milestone.after is not None:
            kind = milestone.after.partition(".")[0]
            expected = never_reached(response, milestone.after)
            if milestone.after not in _STARTS and kind not in ("reported", "decided"):
                expected = Phrase(
                    "one of: {starts}, reported.ABC, decided.ABC", starts=", ".join(_STARTS)
                )
            elif milestone.after == Milestone.REPORTED:
                expected = f"`reported.{next(iter(response.nations))}`"
            if expected:
                yield Finding("SCN-144", (*at, "after"), f"`{milestone.after}`", expected)
        elif milestone.approval in scenario.headquarters and milestone.approval not in asked:
            found = Phrase(
                "`{approval}`, whose approval no authority for this response asks",
                approval=milestone.approval,
            )
            expected = Phrase(
                "one of: {value}", value=", ".join(sorted(asked)) or Phrase("none asks any")
            )
            yield Finding("SCN-144", (*at, "approval"), found, expected)


def _coordination(response: Response, path: Path) -> Iterator[Finding]:
    for id_, force in response.forces.items():
        if force.trigger is OrderTrigger.AGREEMENT and not _has_partner(response):
            found = Phrase("`trigger: agreement` without a partner to agree with")
            at = (*path, "forces", id_, "trigger")
            remedy = Phrase("write `trigger: decision`, or add a partner")
            yield Finding("SCN-087", at, found, Phrase("a nation with `role: partner`"), remedy)
    if response.coordination is None:
        return
    if not _has_partner(response):
        found = Phrase("coordination without a partner")
        yield Finding(
            "SCN-087", (*path, "coordination"), found, Phrase("a nation with `role: partner`")
        )
    agreement = response.coordination.agreement
    lowest = agreement.mean() if agreement.low is None else agreement.low
    if lowest <= 0:
        found = Phrase("a probability of 0, with which coordination never ends")
        yield Finding("SCN-087", (*path, "coordination", "agreement"), found, Phrase("more than 0"))


def check_forces(scenario: Scenario) -> Iterator[Finding]:
    """Yield forces that no unit of the nation can ever provide."""
    for id_, response in scenario.responses.items():
        for name, force in response.forces.items():
            path: Path = ("responses", id_, "forces", name)
            own = [unit for unit in scenario.units.values() if unit.nation == force.nation]
            able = [unit for unit in own if force.capability in unit.capabilities]
            if not able:
                known = {capability for unit in own for capability in unit.capabilities}
                listed = ", ".join(sorted(known)) or Phrase("none")
                yield Finding(
                    "SCN-056",
                    (*path, "capability"),
                    Phrase(
                        "`{capability}`, which no unit of {nation} has",
                        capability=force.capability,
                        nation=force.nation,
                    ),
                    Phrase("a capability of its units: {listed}", listed=listed),
                    did_you_mean(force.capability, known),
                )
                continue
            most = sum(map(most_ready, able))
            if most < force.count and force.when_short is not Shortage.LESS:
                yield Finding(
                    "SCN-088",
                    (*path, "count"),
                    Phrase(
                        "{count} platforms with `{capability}`, while {nation} has at "
                        "most {most} ready",
                        count=force.count,
                        capability=force.capability,
                        nation=force.nation,
                        most=most,
                    ),
                    Phrase("at most {most}, or `when_short: less`", most=most),
                )
                continue
            yield from _by_land(scenario, id_, (*path, "count"), force, able)


def _by_land(
    scenario: Scenario, response: str, path: Path, force: ForceRequirement, able: list[Unit]
) -> Iterator[Finding]:
    """Yield places that too few platforms can reach, as the others would drive across the sea."""
    incidents = [one for one in scenario.incidents.values() if one.response == response]
    for place in sorted({place for incident in incidents for place in incident.places}):
        there = [unit for unit in able if can_reach(scenario, unit, place)]
        most, least = sum(map(most_ready, there)), force.count
        if force.when_short is Shortage.LESS:
            least = 1
        if most < least and len(there) < len(able):
            land = scenario.places[place].land
            yield Finding(
                "SCN-058",
                path,
                Phrase(
                    "{least} platforms with `{capability}`, of which at most {most} can get to "
                    "`{place}`: the others move by land, and it lies on `{land}`",
                    least=least,
                    capability=force.capability,
                    most=most,
                    place=place,
                    land=land,
                ),
                Phrase("units that fly, sail, or have their base on the same land"),
                Phrase(
                    "correct `land` of `{place}` or of the bases, or answer there "
                    "with other forces",
                    place=place,
                ),
            )


def most_ready(unit: Unit) -> int:
    """Return the most platforms that can be ready in any plausible world."""
    platforms = unit.platforms.high or unit.platforms.mean()
    share = 1.0
    if unit.availability is not None:
        share = unit.availability.high or unit.availability.mean()
    return math.floor(platforms * share + 0.5)
