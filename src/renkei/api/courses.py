"""One response: as doctrine has it, without load, and as it happened in a replication.

Takes an opened scenario, or results; gives a :class:`ResponseCourse` or a :class:`ResponseTaken`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from renkei._base.language import LANGUAGES, Language, speaking, spoken
from renkei.api.asked import WithScenario
from renkei.api.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl
    from rich.console import RenderableType

    from renkei.report.responses.swimlane import Swimlane
    from renkei.results import Results
    from renkei.study.explaining import Explained
    from renkei.study.following import Followed


class ResponseCourse(Shown):
    """A response explained: who does what, when and why, without load; perhaps of two designs.

    Parameters
    ----------
    explained
        The response under one design.
    against
        The same under another; None: one alone.
    lang
        Language of names and sentences, ``en`` or ``ja``; None: that of :func:`renkei.speak`.
    """

    def __init__(
        self,
        explained: Explained,
        against: Explained | None = None,
        lang: Language | None = None,
    ) -> None:
        self.explained = explained
        self.against = against
        self.lang = lang

    @property
    def milestones(self) -> dict[str, float]:
        """Mean times to each milestone without load [h], under the first design."""
        return dict(self.explained.course.milestones)

    @cached_property
    def lanes(self) -> list[Swimlane]:
        """The swimlane of each design."""
        from renkei.report.responses.swimlane import lane_of

        both = (self.explained, self.against)
        with speaking(self.lang or spoken()):
            return [lane_of(one) for one in both if one is not None]

    def frame(self) -> pl.DataFrame:
        """Return the steps of all designs: who, what, begin and end [h], rule, place in files."""
        import polars as pl

        from renkei.report.responses.swimlane import swimlane_data

        rows = [
            {"design": lane.design, **_flat(step)}
            for lane in self.lanes
            for step in swimlane_data(lane)["rows"]
        ]
        return pl.DataFrame(rows, infer_schema_length=None)

    def svg(self) -> str:
        """Return its swimlane as an SVG, as ``renkei explain --svg`` draws it.

        Raises
        ------
        RunError
            If the extra ``figures`` is not installed.
        """
        from renkei.report.drawings.sheets import expected_svg

        both = (self.explained, self.against)
        with speaking(self.lang or spoken()):
            return expected_svg([one for one in both if one is not None]).decode()

    def __repr__(self) -> str:
        designs = " against ".join(lane.design for lane in self.lanes)
        return f"<ResponseCourse of {self.explained.workflow.incident} under {designs}>"

    def _page(self) -> RenderableType:
        from renkei.report.responses.side_by_side import render_side_by_side
        from renkei.report.responses.swimlane import render_swimlane

        if self.against is None:
            return render_swimlane(self.lanes[0])
        return render_side_by_side(*self.lanes)


class ResponseTaken(Shown):
    """A response as it happened under one design or two: who did what, when, and its waits.

    Parameters
    ----------
    followed
        The incident under each design.
    lang
        Language of names and sentences, ``en`` or ``ja``; None: that of :func:`renkei.speak`.
    """

    def __init__(self, followed: Sequence[Followed], lang: Language | None = None) -> None:
        self.followed = tuple(followed)
        self.lang = lang

    @property
    def milestones(self) -> dict[str, dict[str, float]]:
        """Time to each milestone [h], by design."""
        return {one.design.id: dict(one.milestones) for one in self.followed}

    @property
    def hours_by_cause(self) -> dict[str, dict[str, float]]:
        """Hours to the milestone by cause, by design; they sum to its time."""
        from renkei.report.responses.followed import sum_of

        return {one.design.id: sum_of(one) for one in self.followed}

    def frame(self) -> pl.DataFrame:
        """Return every step of all designs: who, what, begin, waits and end [h], rule, place."""
        import polars as pl

        from renkei.report.responses.followed import lane_of_followed
        from renkei.report.responses.swimlane import swimlane_data

        with speaking(self.lang or spoken()):
            lanes = [lane_of_followed(one, whole=True) for one in self.followed]
        rows = [
            {"design": lane.design, **_flat(step), "decides": ", ".join(step["decides"])}
            for lane in lanes
            for step in swimlane_data(lane)["rows"]
        ]
        return pl.DataFrame(rows, infer_schema_length=None)

    def svg(self, *, whole: bool = False) -> str:
        """Return its swimlane as an SVG, as ``renkei trace --svg`` draws it.

        Parameters
        ----------
        whole
            Every step; False: those that held up the milestone.

        Raises
        ------
        RunError
            If the extra ``figures`` is not installed.
        """
        from renkei.report.drawings.sheets import followed_svg

        with speaking(self.lang or spoken()):
            return followed_svg(self.followed, whole=whole).decode()

    def __repr__(self) -> str:
        picked = self.followed[0].picked
        designs = " against ".join(one.design.id for one in self.followed)
        return f"<ResponseTaken of {picked.incident} {picked.id} under {designs}>"

    def _page(self) -> RenderableType:
        from renkei.report.responses.followed import render_followed

        return render_followed(self.followed)


def _flat(step: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in step.items() if not isinstance(value, list | dict)}


def explain(
    study: WithScenario,
    incident: str,
    design: str | None = None,
    *,
    against: str | None = None,
    at: str | None = None,
    phase: int = 1,
    lang: Language | None = None,
) -> ResponseCourse:
    """Explain who does what in a response, when and why, without load.

    Parameters
    ----------
    incident
        Incident type.
    design
        Design; None: the baseline.
    against
        A second design, side by side.
    at
        Place; None: the most frequent.
    phase
        Phase of the design, from 1.
    lang
        Language of names and sentences, ``en`` or ``ja``; None: that of :func:`renkei.speak`.

    Raises
    ------
    InputError
        If a name is unknown, or doctrine lacks what the response needs.
    """
    from renkei.study.choosing import design_of, known_design, one_of
    from renkei.study.explaining import explained, phase_of

    document = study._opened.document
    chosen = document.design(design_of(document, design))
    shown = phase_of(chosen, phase)
    first = explained(document, incident, chosen, shown, at)
    if lang is not None:
        one_of("lang", lang, LANGUAGES)
    if against is None:
        return ResponseCourse(first, lang=lang)
    other = document.design(known_design("against", against, document))
    then = other.at(shown.from_h)
    return ResponseCourse(first, explained(document, incident, other, then, at), lang)


def trace(
    study: WithScenario,
    results: Results,
    incident: str,
    design: str | None = None,
    *,
    against: str | None = None,
    which: str = "median",
    milestone: str | None = None,
    lang: Language | None = None,
) -> ResponseTaken:
    """Show one response as it happened: who did what, when, and what it waited for.

    Parameters
    ----------
    results
        Results of :meth:`~renkei.Study.run`; the replication is run again from what their folder
        keeps.
    incident
        Incident type.
    design
        Design; None: the first of the results.
    against
        A second design, under which the same incident has the same luck.
    which
        ``"median"`` or ``"slowest"`` by the milestone, or an id such as ``"12/3"``: incident 3
        of replication 12.
    milestone
        Milestone; None: the one that the deadline of the type is for.
    lang
        Language of names and sentences, ``en`` or ``ja``; None: that of :func:`renkei.speak`.

    Raises
    ------
    InputError
        If a name is unknown, or no such incident happened.
    ResultsError
        If the results come from another version or machine.
    """
    from renkei.study.choosing import one_of
    from renkei.study.following import Tracer

    if lang is not None:
        one_of("lang", lang, LANGUAGES)
    tracer = Tracer(results)
    first = design or results.designs[0]
    picked = tracer.pick(incident, first, which, milestone)
    followed = [tracer.follow(picked, first)]
    if against is not None:
        followed.append(tracer.follow(tracer.same(picked, against), against))
    return ResponseTaken(followed, lang)
