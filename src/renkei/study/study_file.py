"""The language of a study file: each attribute is declared here once.

From these tables come the checks with file and line, the JSON Schema and the reference page, as for
a scenario (:mod:`renkei.scenario.model`).
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from renkei.scenario.model.common import Attributes, Identifier, Identifiers, Name
from renkei.scenario.model.questions import AskedQuestion


class OutputKind(StrEnum):
    """What an output shows; each has a page, plain data and, where it has rows, a table."""

    ANSWER = "answer"
    LEVELS = "levels"
    TYPES = "types"
    DRIVERS = "drivers"
    FLIPS = "flips"
    WORTH = "worth"
    TRACE = "trace"
    VALIDATE = "validate"
    PUBLISHED = "published"


class Mark(StrEnum):
    """How sure it is that a published number is what was published."""

    READ = "V"
    RECALLED = "R"
    DERIVED = "D"


class DesignVariant(Attributes):
    """A design that differs from one of the scenario in some values."""

    of: Identifier = Field(description="Design that it extends.")
    set: dict[str, str] = Field(
        min_length=1,
        description="Values by path, written as for `--set`; they hold from the first day on.",
    )


class StudyRun(Attributes):
    """Designs simulated together: the same incidents with the same luck."""

    question: Identifier | None = Field(
        None,
        description="Question of the study or the scenario: its measures, designs, types, load, "
        "zone and confidence, in the place of those here.",
    )
    designs: list[str] = Field(
        [], description="Designs or combinations such as `d1+m1`, the baseline first; empty: all."
    )
    incidents: list[Identifier] = Field([], description="Incident types; empty: all.")
    load: str | None = Field(None, description="Design that is laid on each of the designs.")
    zone: list[str] = Field(
        [], description="Differences up to this count as none, such as `1 h` or `in-time=2 %`."
    )
    replications: int | None = Field(
        None,
        ge=2,
        le=10_000_000,
        description="Replications; with `until` the most (10,000). Absent: the scenario's.",
    )
    until: list[str] = Field(
        [],
        description="What ends it: `decided`, or `halfwidth SIZE of MEASURE`; empty: the number.",
    )
    focus: Identifiers = Field(
        [], description="Rare types: short replications that hold one incident each; empty: none."
    )
    given: str | None = Field(None, description="With `focus`: moments at which it may fall.")
    past: str | None = Field(
        None, description="With `focus`: how long incidents have come before, as `14 d`, `start`."
    )
    worlds: str | None = Field(
        None, description="`latin`, `sobol`, or a CSV of factor by row; absent: independent draws."
    )
    nominal: bool = Field(False, description="Best values only, no worlds from the ranges.")
    seed: int | None = Field(None, ge=0, description="Seed; absent: the scenario's.")
    note: str | None = Field(None, description="Free text.")


class StudyOutput(Attributes):
    """A page, data and table made from a run."""

    kind: OutputKind = Field(description="What it shows.")
    run: Identifier | None = Field(None, description="Its run; absent: the first.")
    incident: Identifier | None = Field(
        None,
        description="Of drivers, flips, worth, trace: the incident type; absent: all together.",
    )
    measure: str = Field(
        "in-time",
        description="Of drivers, flips, worth: `in-time`, or a milestone (its mean time).",
    )
    design: str | None = Field(
        None, description="Of drivers, flips, trace, validate: the design; absent: as the command."
    )
    against: str | None = Field(
        None, description="Of drivers, flips, trace: a second design, that of the difference."
    )
    which: str = Field(
        "median", description="Of trace: `median`, `slowest`, or an id such as `12/3`."
    )
    replications: int | None = Field(
        None, ge=2, le=10_000_000, description="Of validate: replications; absent: the scenario's."
    )
    note: str | None = Field(None, description="Free text.")


class PublishedNumber(Attributes):
    """What others have published, in words and, where it is a number, as one."""

    says: str = Field(description="What was published, with its parameters.")
    mark: Mark = Field(
        description="V: read in the source; R: general knowledge, to be confirmed; D: computed "
        "here from a published formula."
    )
    source: str = Field(description="Author, year and place of publication, or address.")
    ours: Identifier | None = Field(
        None, description="Row of the results that stands beside it; absent: none."
    )


class StartUpShape(Attributes):
    """A short run of an M/M/c queue that begins empty: how far its mean is from the long run's."""

    servers: int = Field(3, ge=1, le=100, description="Servers c.")
    load: float = Field(
        0.8, gt=0, lt=1, description="Utilisation: rate of arrivals by c times the rate of service."
    )
    lengths: list[float] = Field(
        [5.0, 20.0, 80.0, 320.0],
        min_length=1,
        description="Lengths of a run, in mean service times.",
    )


class SearchShape(Attributes):
    """Messages that search their addressee by local knowledge, in networks of as many links."""

    agents: int = Field(32, ge=12, le=100, multiple_of=2, description="Agents S, an even number.")
    hubs: list[int] = Field(
        [2, 4, 8],
        min_length=1,
        description="Networks with so many hubs, two links of each other agent to them; 2: a star.",
    )
    loads: list[float] = Field(
        [0.05, 0.5, 0.7, 0.9],
        min_length=1,
        description="Messages that each agent starts in a unit of time, as a share of what "
        "overloads the homogeneous network.",
    )
    length: float = Field(10_000.0, gt=0, description="Length of a run, in mean times of handling.")


class CongestionShape(Attributes):
    """Messages in a hierarchy with links added by five rules: the busiest member's share."""

    branching: int = Field(5, ge=2, le=10, description="Subordinates b of each superior.")
    levels: int = Field(6, ge=2, le=6, description="Levels L, the top included.")
    added: list[float] = Field(
        [1.0, 2.0],
        min_length=1,
        description="Links added, m, as a share of the members N.",
    )
    networks: int = Field(2, ge=1, le=100, description="Random networks of each kind.")
    reach: float = Field(
        1.0, gt=0, description="Scale of the distance of addressees, xi: small is local."
    )
    pairs: int = Field(
        2000, ge=10, le=100_000, description="Pairs of sender and addressee, drawn once."
    )
    load: float = Field(
        0.8, gt=0, lt=1, description="Utilisation of the busiest member without added links."
    )
    length: float = Field(
        1000.0, gt=0, description="Length of a run, in times between two messages of all members."
    )


class LatencyShape(Attributes):
    """Designers who depend on each other's replies: how the time of a project follows the wait."""

    designers: int = Field(8, ge=2, le=100, description="Designers, each with tasks of his own.")
    tasks: int = Field(20, ge=1, le=1000, description="Tasks of each, one after the other.")
    work: float = Field(1.0, gt=0, description="Mean work on a task [h].")
    questions: float = Field(
        0.5, gt=0, lt=1, description="Probability that a question remains after each answer."
    )
    answer: float = Field(0.1, gt=0, description="Mean work on an answer [h].")
    latencies: list[float] = Field(
        [0.01, 1.0, 24.0, 72.0],
        min_length=1,
        description="Times that a reply is under way besides the work on it [h].",
    )


class PublishedShape(Attributes):
    """A result of others made again; exactly one of the models."""

    start_up: StartUpShape | None = Field(None, description="Start-up bias of a queue.")
    search: SearchShape | None = Field(None, description="Search with congestion.")
    congestion: CongestionShape | None = Field(None, description="Congestion in a hierarchy.")
    latency: LatencyShape | None = Field(None, description="Latency of replies.")
    replications: int = Field(100, ge=2, le=1_000_000, description="Replications of each model.")
    seed: int = Field(1, ge=0, description="Seed.")
    published: list[PublishedNumber] = Field(
        min_length=1, description="The published numbers, each with its mark and source."
    )


class StudyFile(Attributes):
    """A study: everything that a write-up needs, in one file."""

    study: int = Field(ge=1, le=1, description="Version of the language of studies: 1.")
    name: Name = Field(description="The question of the study, in a line.")
    scenario: str | None = Field(None, description="Packaged scenario, or a path beside this file.")
    shape: PublishedShape | None = Field(
        None, description="A published result made again, in the place of a scenario."
    )
    horizon: str | None = Field(
        None, description="Length of a run, as `10 year`; absent: the scenario's."
    )
    warm_up: str | None = Field(
        None, description="First part, not counted; absent: the scenario's."
    )
    set: dict[str, str] = Field(
        {}, description="Values laid over the scenario and all designs, written as for `--set`."
    )
    variants: dict[Identifier, DesignVariant] = Field(
        {}, description="Designs added to those of the scenario."
    )
    questions: dict[Identifier, AskedQuestion] = Field(
        {}, description="What is asked, in the language of `questions` of a scenario."
    )
    runs: dict[Identifier, StudyRun] = Field({}, description="What is simulated, in this order.")
    outputs: dict[Identifier, StudyOutput] = Field(
        {}, description="What is made of the results, in this order."
    )
    page: str | None = Field(
        None, description="Template of the write-up, Markdown beside this file; absent: no page."
    )
    note: str | None = Field(None, description="Free text.")
