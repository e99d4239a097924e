"""A condition of a line of the master events list, in words that the instructor reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.exercise.conditions import HasDecided, HasReached
from renkei.report.said import Said, both, named

if TYPE_CHECKING:
    from renkei.exercise.conditions import Condition
    from renkei.exercise.setting import Setting


def condition_words(setting: Setting, condition: Condition) -> Said:
    """Return what must be so for a line to fire."""

    def words() -> str:
        match condition:
            case HasReached(milestone, incident, not_by_h):
                values = {
                    "incident": str(setting.incident_name(incident)),
                    "milestone": str(setting.milestone_name(milestone)),
                }
                if not_by_h is None:
                    return tr("{incident}: “{milestone}” is reached", **values)
                return tr(
                    "{incident}: “{milestone}” is not reached within {hours} h of the begin",
                    hours=f"{not_by_h:g}",
                    **values,
                )
            case HasDecided(headquarters, incident):
                return tr(
                    "{incident}: {headquarters} has decided",
                    incident=str(setting.incident_name(incident)),
                    headquarters=str(setting.name_of(headquarters)),
                )
            case _:
                stock = setting.scenario.stocks[condition.stock]
                return tr(
                    "{stock}: fewer than {number} on hand",
                    stock=str(named(stock.name, condition.stock)),
                    number=f"{condition.number:g}",
                )

    return both(words)
