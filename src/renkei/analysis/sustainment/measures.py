"""The measures of readiness and supply, each declared once.

What for: one row holds the measure, its unit, the better direction, the pooling of the members of
a group, and its words; analysis and reports read it. Gives
:data:`MEASURES` by domain and name, and :func:`measure`, which makes one of a subject.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from renkei.analysis.sustainment.observed import Direction, Domain, Kind, Level, Measure

Pooling = Literal["ratio", "total", "any", "all", "first", "last", "apart"]
"""The pooling of the members of a group:

- ``ratio``: both sums are added, never means of means;
- ``total``: only the upper sum is added, over the same window;
- ``any``, ``all``: the event of any member, of all members;
- ``first``, ``last``: the time of the first member, of the last member;
- ``apart``: not pooled, since what members pass to each other is no use of the group.
"""


@dataclass(frozen=True)
class Words:
    """The words for a measure in a table: of one subject, and of several taken together."""

    one: str
    several: str = ""

    def of(self, level: Level) -> str:
        """Return the words of a group or of a single subject."""
        return self.several if level == "group" and self.several else self.one


@dataclass(frozen=True)
class MeasureKind:
    """One row of the table.

    Parameters
    ----------
    domain, name
        Domain of the subject, and name of the measure.
    kind, unit, better
        As of :class:`renkei.analysis.sustainment.observed.Measure`.
    pooling
        Pooling of the members of a group.
    en, ja
        Words in English and Japanese.
    """

    domain: Domain
    name: str
    kind: Kind
    unit: str
    better: Direction
    pooling: Pooling
    en: Words
    ja: Words


def _row(
    domain: Domain,
    name: str,
    kind: Kind,
    unit: str,
    better: Direction,
    en: str,
    ja: str,
    pooling: Pooling = "ratio",
    several: tuple[str, str] = ("", ""),
) -> MeasureKind:
    return MeasureKind(
        domain, name, kind, unit, better, pooling, Words(en, several[0]), Words(ja, several[1])
    )


_TABLE = (
    _row("readiness", "platforms", "ratio", "platforms", "more",
         "platforms mission capable", "任務可能数"),
    _row("readiness", "capable", "share", "1", "more", "mission capable", "任務可能率"),
    _row("readiness", "ready", "share", "1", "either", "ready", "即応"),
    _row("readiness", "committed", "share", "1", "either", "committed", "任務中"),
    _row("readiness", "recovering", "share", "1", "either", "recovering", "回復中"),
    _row("readiness", "planned", "share", "1", "less", "planned work", "計画整備"),
    _row("readiness", "overrun", "share", "1", "less", "overrun", "工期超過"),
    _row("readiness", "repair", "share", "1", "less", "repair", "修理"),
    _row("readiness", "waiting_part", "share", "1", "less", "waits for a part", "部品待ち"),
    _row("readiness", "waiting_dock", "share", "1", "less", "waits for a dock", "入渠待ち"),
    _row("readiness", "moving", "share", "1", "less", "on the way", "回航・移動中"),
    _row("maintenance", "late", "share", "1", "less", "ran over", "超過の割合"),
    _row("maintenance", "overrun", "ratio", "h", "less", "overrun, when late", "超過時の遅れ"),
    _row("maintenance", "dock wait", "ratio", "h", "less", "wait for a dock", "入渠待ち時間"),
    _row("maintenance", "part wait", "ratio", "h", "less", "wait for a part", "部品待ち時間"),
    _row("maintenance", "in dock", "ratio", "h", "less", "in dock", "入渠期間"),
    _row("maintenance", "off", "ratio", "h", "less", "out of the unit", "部隊を離れる期間"),
    _row("facility", "utilisation", "share", "1", "either", "in use", "稼働率"),
    _row("facility", "queue", "ratio", "platforms", "less", "platforms waiting", "待ち数", "total"),
    _row("facility", "wait", "ratio", "h", "less", "mean wait", "平均待ち時間"),
    _row("stock", "fill", "share", "1", "more", "filled at once", "即時充足率"),
    _row("stock", "shortfall", "share", "1", "less", "not issued", "不足の割合"),
    _row("stock", "supply", "ratio", "h", "more",
         "supply at mean use", "平均消費での持続期間", "apart"),
    _row("stock", "wait", "ratio", "h", "less", "mean wait of an item", "平均待ち時間"),
    _row("stock", "order", "ratio", "h", "less", "order to receipt", "発注から受領まで"),
    _row("stock", "orders", "ratio", "orders/h", "either", "orders", "発注回数", "total"),
    _row("stock", "empty", "share", "1", "less", "time empty", "欠品時間の割合"),
    _row("stock", "ran out", "event", "1", "less", "ran out by the end", "期末までに枯渇", "any",
         ("any depot ran out by the end", "いずれかの補給処が枯渇")),
    _row("stock", "empty after", "time", "h", "more",
         "first empty, median", "枯渇までの中央値", "first",
         ("first depot empty, median", "最初の補給処の枯渇まで(中央値)")),
    _row("stock", "level at the end", "ratio", "1", "more",
         "of target at the end", "期末の充足率"),
    _row("stock", "full again", "event", "1", "more", "runs full again", "再充足した割合", "all",
         ("runs all full again", "すべて再充足した割合")),
    _row("stock", "refill", "time", "h", "less",
         "lowest to full, median", "最低から再充足まで(中央値)", "last",
         ("lowest to all full, median", "最低からすべて再充足まで(中央値)")),
    _row("line", "output", "ratio", "items/h", "more", "made", "生産", "total"),
    _row("line", "ordered", "ratio", "items", "less", "ordered, not sent", "受注残", "total"),
    _row("line", "wait", "ratio", "h", "less", "mean wait of an item", "平均待ち時間"),
    _row("contract", "delivered", "share", "1", "more",
         "delivered of those due", "納期到来分の納入率"),
    _row("contract", "late", "ratio", "h", "less", "due to receipt", "納期から受領まで"),
)  # fmt: skip

MEASURES = {(row.domain, row.name): row for row in _TABLE}
"""The table by domain and name."""

NAMES = tuple(dict.fromkeys(row.name.replace(" ", "-") for row in _TABLE))
"""Names of measures as a user writes them."""


def measure(
    domain: Domain, name: str, subject: str, level: Level = "single", group: str = ""
) -> Measure:
    """Return a measure of the table, of one subject."""
    row = MEASURES[domain, name]
    return Measure(domain, subject, name, row.kind, row.unit, row.better, level, group)
