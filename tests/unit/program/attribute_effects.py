"""What each attribute of command and responses changes, as changes of a rich scenario.

Takes nothing; gives the scenario, :data:`RICH` with :data:`ALSO`, and :data:`EFFECTS`, read by the
tests of attributes, by name of the attribute.
"""

from __future__ import annotations

from typing import Any

from tests.variants import Tables

CIVIL: Tables = {
    "name": "Minister", "nation": "ARN", "place": "harbour", "cells": {"command": {"teams": 1}},
}  # fmt: skip
RICH: Tables = {
    "nations": {"COR": {"name": "Cordia", "language": "es"}},
    "parameters": {"staff": {"value": 1, "description": "Speed of the staff."}},
    "headquarters": {
        "minister": CIVIL,
        "joint": {
            "opcon": "minister",
            "cells": {
                "operations": {
                    "teams": 2, "hours": "office", "off_hours_teams": 1,
                    "background": {"rate": "2 / day", "work": "30 min"},
                }
            },
        },
        "squadron": {
            "name": "Squadron", "nation": "ARN", "place": "strait", "opcon": "joint",
            "cells": {"operations": {"teams": 1}},
        },
        "force": {
            "name": "Force", "nation": "ARN", "place": "harbour", "opcon": "joint",
            "build_up": [{"after": "2 h", "share": "50 %"}], "cells": {"operations": {"teams": 2}},
        },
        "second-ally": {
            "name": "Second ally", "nation": "BOR", "place": "harbour", "opcon": "ally",
            "cells": {"operations": {"teams": 1}},
        },
        "third": {
            "name": "Third", "nation": "COR", "place": "harbour",
            "cells": {"operations": {"teams": 1}},
        },
        "apart": {
            "name": "Apart", "nation": "ARN", "place": "harbour",
            "cells": {"operations": {"teams": 1}},
        },
    },
    "relationships": {
        "under-force": {
            "superior": "force", "subordinate": "ships", "type": "OPCON", "missions": ["sea"],
        }
    },
    "channels": {
        "phone": {
            "hours": "office",
            "translation": {"interpreters": "ally.operations", "work": "10 min"},
        },
        "cable": {"between": ["minister", "third"], "kind": "remote", "delay": "9 h"},
        "net": {"between": ["joint", "apart"], "kind": "remote", "delay": "1 min"},
    },
    "boards": {
        "weekly": {
            "headquarters": "joint", "days": ["mon"], "times": ["09:00"], "cut_off": "1 h",
        }
    },
    "authorities": {
        "arn": {
            "escalation": {"to": "minister", "probability": "10 %", "work": "1 h",
                           "decision": "1 h"},
            "approvals": [{"by": "minister", "work": "1 h", "decision": "1 h"}],
        },
        "bor": {"nation": "BOR", "categories": ["sea", "aid"], "holder": "ally"},
        "rare": {"nation": "BOR", "categories": ["rare"], "holder": "second-ally"},
    },
    "information_requests": {
        "how": {"asker": "joint", "answerer": "fleet", "every": "3 h", "work": "5 min"},
    },
    "holidays": {"feast": ["2025-04-08", "2025-04-14"], "later": ["2025-04-10"]},
    "briefings": {
        "daily": {"headquarters": "joint", "days": ["tue"], "times": ["07:00"], "work": "1 h"},
    },
    "units": {"ships": {"availability": "90 %", "turnaround": "1 h", "endurance": "9 h"}},
    "disruptions": {
        "loss": {"headquarters": "fleet", "from": "2025-04-09T12:00", "for": "6 h",
                 "successor": "joint", "after": "1 h"},
        "line": {"channels": ["phone"], "from": "2025-04-19T12:00", "for": "6 h"},
        "cut": {"cut_off": ["strait"], "from": "2025-04-24T12:00", "for": "6 h", "after": "1 h",
                "substitute": "1 h"},
    },
    "responses": {
        "escort": {
            "assess": {"value": "1 h", "parameter": "staff"}, "plan": "1 h", "activates": ["force"],
            "nations": {
                "BOR": {"role": "partner", "starts": "request", "request": "1 h"},
                "COR": {"role": "informed"},
            },
            "coordination": {"work": "1 h", "agreement": "50 %"},
            "milestones": {"told": {"name": "Told", "after": "decided", "work": "1 h",
                                    "lapse": "1 h", "to": "squadron"}},
        }
    },
    "incidents": {
        "piracy": {
            "arrivals": {
                "scheduled": None, "rate": "9 / year", "overdispersion": "20 %",
                "seasonal": [1] * 11 + [2], "cluster": {"extra": 1, "within": "1 h"},
                "surges": [{"from": "2025-04-02", "until": "2025-04-04", "factor": 2}],
            },
            "places": {"strait": {"weight": 1}, "harbour": {}},
            "detection": "1 h",
        }
    },
}  # fmt: skip
"""A scenario in which every table has something to say."""


def at(path: str, value: Any) -> Tables:
    """Return the change of one attribute; a dot of an id is written as a slash."""
    content: Any = value
    for key in reversed(path.split(".")):
        content = {key.replace("/", "."): content}
    return content


def both(*changes: Tables) -> Tables:
    """Return several changes as one."""
    found: Tables = {}
    for change in changes:
        for key, value in change.items():
            known = found.get(key)
            nested = isinstance(value, dict) and isinstance(known, dict)
            found[key] = both(known, value) if nested else value
    return found


def _effects() -> dict[str, Tables]:
    joint, cell = "headquarters.joint", "headquarters.joint.cells.operations"
    arn, ships, escort = "authorities.arn", "units.ships", "responses.escort"
    watch, piracy, named = f"{escort}.forces.watch", "incidents.piracy", f"{escort}.milestones"
    approval = {"by": "minister", "work": "1 h", "decision": "1 h"}
    surge = {"from": "2025-04-02", "until": "2025-04-04", "factor": 2}
    step = {"after": "2 h", "share": "50 %"}
    return {
        "time.start": at("time.start", "2025-04-02"),
        "time.horizon": at("time.horizon", "29 d"),
        "time.warm_up": at("time.warm_up", "1 d"),
        "time.drain": at("time.drain", "21 d"),
        "time.zone": at("time.zone", "Asia/Tokyo"),
        "parameters.<id>.value": at("parameters.staff.value", 2),
        "places.<id>.latitude": at("places.strait.latitude", 52),
        "places.<id>.longitude": at("places.strait.longitude", 1),
        "places.<id>.zone": at("places.harbour.zone", "Asia/Tokyo"),
        "hours.<id>.days": at("hours.office.days", ["mon"]),
        "hours.<id>.open": at("hours.office.open", "07:00"),
        "hours.<id>.close": at("hours.office.close", "17:00"),
        "hours.<id>.holidays": at("hours.office.holidays", ["feast"]),
        "hours.<id>.except": at("hours.office.except", ["2025-04-03"]),
        "holidays.<id>.dates": both(
            at("hours.office.holidays", ["feast", "later"]),
            at("holidays.later.dates", ["2025-04-09"]),
        ),
        **{
            f"doctrine.{name}": at(f"doctrine.{name}", "7 h")
            for name in ("handling", "ordering", "command_net")
        },
        "doctrine.adjudication": {
            "doctrine": {"adjudication": "7 h"},
            "authorities": {"rival": {"nation": "ARN", "categories": ["sea"], "holder": "fleet"}},
        },
        "doctrine.request_for_forces": {
            "doctrine": {"request_for_forces": "7 h"},
            **at(f"{arn}.delegated_to", "fleet"),
        },
        "headquarters.<id>.request_for_forces": {
            "headquarters": {"joint": {"request_for_forces": "7 h"}},
            **at(f"{arn}.delegated_to", "fleet"),
        },
        "headquarters.<id>.nation": at("headquarters.squadron.nation", "COR"),
        "headquarters.<id>.place": at("headquarters.joint.place", "strait")
        | at("places.strait.zone", "Asia/Tokyo"),
        "headquarters.<id>.cells": at(f"{joint}.cells.plans", {"teams": 1}),
        "headquarters.<id>.cocom": at("headquarters.squadron.cocom", "apart")
        | at("units.ships.cocom", "squadron")
        | at(f"{arn}.holder", "apart"),
        "headquarters.<id>.opcon": at("headquarters.force.opcon", "squadron"),
        "headquarters.<id>.tacon": both(
            at("headquarters.fleet.tacon", "ally"), at("channels.phone.delay", "2 h")
        ),
        "headquarters.<id>.adcon": {
            "headquarters": {"apart": {"adcon": "joint"}},
            "authorities": {"rival": {"nation": "ARN", "categories": ["sea"], "holder": "apart"}},
        },
        "headquarters.<id>.handling": at(f"{joint}.handling", "7 h"),
        "headquarters.<id>.ordering": at(f"{joint}.ordering", "7 h"),
        "headquarters.<id>.tempo": at(f"{joint}.tempo", 2),
        "headquarters.<id>.build_up": at(
            "headquarters.force.build_up", [step, {**step, "after": "9 h"}]
        ),
        "headquarters.<id>.cells.<id>.teams": at(f"{cell}.teams", 3),
        "headquarters.<id>.cells.<id>.hours": at(f"{cell}.hours", "always"),
        "headquarters.<id>.cells.<id>.hours_teams": at(f"{cell}.hours_teams", {"office": 1}),
        "headquarters.<id>.cells.<id>.off_hours_teams": at(f"{cell}.off_hours_teams", 2),
        "headquarters.<id>.cells.<id>.interrupts": at(f"{cell}.interrupts", "FLASH"),
        "headquarters.<id>.cells.<id>.background": at(f"{cell}.background", None),
        "headquarters.<id>.cells.<id>.background.rate": at(f"{cell}.background.rate", "3 / day"),
        "headquarters.<id>.cells.<id>.background.work": at(f"{cell}.background.work", "31 min"),
        "headquarters.<id>.cells.<id>.background.precedence": at(
            f"{cell}.background.precedence", "FLASH"
        ),
        "headquarters.<id>.build_up[].after": at(
            "headquarters.force.build_up", [{**step, "after": "3 h"}]
        ),
        "headquarters.<id>.build_up[].share": at(
            "headquarters.force.build_up", [{**step, "share": "60 %"}]
        ),
        "relationships.<id>.superior": at("relationships.under-force.superior", "squadron"),
        "relationships.<id>.subordinate": at("relationships.under-force.subordinate", "fleet"),
        "relationships.<id>.type": at("relationships.under-force.type", "SUPPORT"),
        "relationships.<id>.missions": at("relationships.under-force.missions", ["aid"]),
        "relationships.<id>.from": at("relationships.under-force.from", "2025-04-05"),
        "relationships.<id>.until": at("relationships.under-force.until", "2025-04-05"),
        "channels.<id>.between": at("channels.phone.between", ["fleet", "ally"]),
        "channels.<id>.delay": at("channels.phone.delay", "2 h"),
        "channels.<id>.hours": at("channels.phone.hours", "always"),
        "channels.<id>.translation": at("channels.phone.translation", None),
        "channels.<id>.one_way": both(
            at("channels.phone.one_way", True),
            at(
                "channels.back",
                {"between": ["ally", "joint"], "kind": "remote", "delay": "9 d", "one_way": True},
            ),
        ),
        "channels.<id>.translation.interpreters": at(
            "channels.phone.translation.interpreters", "joint.operations"
        ),
        "channels.<id>.translation.work": at("channels.phone.translation.work", "2 h"),
        "boards.<id>.headquarters": at("boards.weekly.headquarters", "ally"),
        "boards.<id>.stage": at("boards.weekly.stage", "coordination"),
        "boards.<id>.categories": at("boards.weekly.categories", ["aid"]),
        "boards.<id>.days": at("boards.weekly.days", ["tue"]),
        "boards.<id>.times": at("boards.weekly.times", ["10:00"]),
        "boards.<id>.holidays": at("boards.weekly.holidays", ["feast"]),
        "boards.<id>.except": at("boards.weekly.except", ["2025-04-07"]),
        "boards.<id>.cut_off": at("boards.weekly.cut_off", "2 h"),
        "boards.<id>.bypass": at("boards.weekly.bypass", ["PRIORITY"]),
        "authorities.<id>.nation": both(
            at("authorities.rare.nation", "COR"), at("authorities.rare.categories", ["sea"])
        ),
        "authorities.<id>.categories": at("authorities.rare.categories", ["sea"]),
        "authorities.<id>.places": both(
            at("authorities.rare.categories", ["sea"]), at("authorities.rare.places", ["strait"])
        ),
        "authorities.<id>.holder": at(f"{arn}.holder", "fleet"),
        "authorities.<id>.delegated_to": at(f"{arn}.delegated_to", "fleet"),
        "authorities.<id>.escalation": at(f"{arn}.escalation", None),
        "authorities.<id>.work": at(f"{arn}.work", "7 h"),
        "authorities.<id>.decision": at(f"{arn}.decision", "7 h"),
        "authorities.<id>.approvals": at(f"{arn}.approvals", [approval, approval]),
        "authorities.<id>.from": at("authorities.extra", {"nation": "ARN", "categories": ["sea"],
                                    "holder": "fleet", "from": "2025-04-05"}),
        "authorities.<id>.until": at("authorities.extra", {"nation": "ARN", "categories": ["sea"],
                                     "holder": "fleet", "until": "2025-04-05"}),
        "authorities.<id>.escalation.to": at(f"{arn}.escalation.to", "fleet"),
        "authorities.<id>.escalation.probability": at(f"{arn}.escalation.probability", "11 %"),
        "authorities.<id>.escalation.work": at(f"{arn}.escalation.work", "7 h"),
        "authorities.<id>.escalation.decision": at(f"{arn}.escalation.decision", "7 h"),
        "authorities.<id>.approvals[].by": at(f"{arn}.approvals", [{**approval, "by": "fleet"}]),
        "authorities.<id>.approvals[].work": at(f"{arn}.approvals", [{**approval, "work": "7 h"}]),
        "authorities.<id>.approvals[].decision": at(
            f"{arn}.approvals", [{**approval, "decision": "7 h"}]
        ),
        **{
            f"information_requests.<id>.{name}": at(f"information_requests.how.{name}", value)
            for name, value in {
                "asker": "squadron", "answerer": "squadron", "categories": ["aid"],
                "every": "7 h", "work": "7 h", "precedence": "FLASH",
            }.items()
        },
        "information_requests.<id>.cell": at("information_requests.how.cell", "plans")
        | at("headquarters.fleet.cells.plans", {"teams": 1}),
        **{
            f"briefings.<id>.{name}": at(f"briefings.daily.{name}", value)
            for name, value in {
                "headquarters": "fleet", "days": ["mon"], "times": ["08:00"], "work": "7 h",
                "precedence": "FLASH", "holidays": ["feast"], "except": ["2025-04-15"],
            }.items()
        },
        "briefings.<id>.cell": at("briefings.daily.cell", "logistics")
        | at(f"{joint}.cells.logistics", {"teams": 1}),
        **{
            f"units.<id>.{name}": at(f"{ships}.{name}", value)
            for name, value in {
                "base": "harbour2", "platforms": 4, "availability": "50 %", "medium": "land",
                "speed": "61 kt", "notice": "7 h", "turnaround": "7 h", "endurance": "7 h",
                "reserve": 1,
            }.items()
        },
        "units.<id>.nation": at("units.boats.nation", "BOR"),
        "units.<id>.capabilities": at("units.boats.capabilities", ["tow"]),
        **{
            f"units.<id>.{kind}": at("units.boats", {"opcon": None, kind: "squadron"})
            for kind in ("cocom", "tacon")
        },
        "units.<id>.opcon": at("units.boats.opcon", "squadron"),
        "responses.<id>.category": both(
            at(f"{escort}.category", "aid"), at(f"{arn}.categories", ["aid"])
        ),
        "responses.<id>.precedence": at(f"{escort}.precedence", "ROUTINE"),
        "responses.<id>.assess": at(f"{escort}.assess", "7 h"),
        "responses.<id>.plan": at(f"{escort}.plan", "7 h"),
        "responses.<id>.nations": both(
            at(f"{escort}.nations.BOR", None), at(f"{escort}.coordination", None)
        ),
        "responses.<id>.coordination": at(f"{escort}.coordination", None),
        "responses.<id>.activates": at(f"{escort}.activates", ["force", "second"])
        | at("headquarters.second", {**RICH["headquarters"]["force"]}),
        "responses.<id>.forces": at(f"{escort}.forces.more", {
            "nation": "ARN", "capability": "patrol", "count": 1, "duration": "1 h"}),
        "responses.<id>.nations.<id>.role": both(
            at(f"{escort}.nations.BOR", {"role": "informed", "starts": None, "request": None}),
            at(f"{escort}.coordination", None),
        ),
        "responses.<id>.nations.<id>.category": at(f"{escort}.nations.BOR.category", "rare"),
        "responses.<id>.nations.<id>.starts": {"responses": {"escort": {"nations": {"BOR": {
            "starts": "report", "request": None}}}}},
        "responses.<id>.nations.<id>.request": at(f"{escort}.nations.BOR.request", "7 h"),
        "responses.<id>.nations.<id>.assess": at(f"{escort}.nations.BOR.assess", "7 h"),
        "responses.<id>.nations.<id>.plan": at(f"{escort}.nations.BOR.plan", "7 h"),
        "responses.<id>.coordination.work": at(f"{escort}.coordination.work", "7 h"),
        "responses.<id>.coordination.agreement": at(f"{escort}.coordination.agreement", "51 %"),
        "responses.<id>.forces.<id>.nation": {
            **at(f"{watch}.nation", "BOR"),
            **at("units.boats", {"nation": "BOR", "opcon": "ally"}),
        },
        "responses.<id>.forces.<id>.capability": at(f"{watch}.capability", "dive"),
        "responses.<id>.forces.<id>.count": at(f"{watch}.count", 2),
        "responses.<id>.forces.<id>.trigger": at(f"{watch}.trigger", "agreement"),
        "responses.<id>.forces.<id>.duration": at(f"{watch}.duration", "2 d"),
        "responses.<id>.forces.<id>.clearance": at(f"{watch}.clearance", "7 h"),
        "responses.<id>.forces.<id>.when_short": at(f"{watch}.when_short", "less"),
        "responses.<id>.forces.<id>.overtaking": at(f"{watch}.overtaking", "allowed"),
        "doctrine.overtaking": at("doctrine.overtaking", "allowed"),
        "responses.<id>.milestones": at(
            f"{named}.more", {"name": "More", "after": "settled", "lapse": "1 h"}
        ),
        "responses.<id>.milestones.<id>.approval": at(
            f"{named}.given", {"name": "Given", "approval": "minister"}
        ),
        "responses.<id>.milestones.<id>.after": at(f"{named}.told.after", "settled"),
        "responses.<id>.milestones.<id>.by": at(f"{named}.told.by", "minister"),
        "responses.<id>.milestones.<id>.work": at(f"{named}.told.work", "2 h"),
        "responses.<id>.milestones.<id>.lapse": at(f"{named}.told.lapse", "2 h"),
        "responses.<id>.milestones.<id>.to": at(f"{named}.told.to", "ally"),
        "responses.<id>.forces.<id>.selection": at(f"{watch}.selection", "most_ready"),
        "doctrine.selection": at("doctrine.selection", "most_ready"),
        "doctrine.reserve_for": at("doctrine.reserve_for", "PRIORITY"),
        "responses.<id>.forces.<id>.gives_up_after": at(f"{watch}.gives_up_after", "7 h"),
        "responses.<id>.forces.<id>.when_given_up": at(
            watch, {"gives_up_after": "7 h", "when_given_up": "without"}
        ),
        "incidents.<id>.response": at(f"{piracy}.response", "second")
        | at("responses.second", {"plan": "9 h"}),
        "incidents.<id>.detected_by": at(f"{piracy}.detected_by", "squadron"),
        "incidents.<id>.detection": at(f"{piracy}.detection", "7 h"),
        "incidents.<id>.places": at(f"{piracy}.places.harbour", None),
        "incidents.<id>.places.<id>.weight": at(f"{piracy}.places.strait.weight", 2),
        "incidents.<id>.places.<id>.detected_by": at(
            f"{piracy}.places.strait.detected_by", "joint"
        ),
        **{
            f"incidents.<id>.arrivals.{name}": at(f"{piracy}.arrivals.{name}", value)
            for name, value in {
                "rate": "10 / year", "overdispersion": "30 %", "surges": [],
                "seasonal": [1] * 3 + [2] + [1] * 8, "cluster": None,
            }.items()
        },
        **{
            f"incidents.<id>.arrivals.{name}": at(f"{piracy}.arrivals", {
                "rate": None, "overdispersion": None, "surges": None, "seasonal": None,
                "cluster": None, name: ["2025-04-09T12:00"]})
            for name in ("scheduled", "recorded")
        },
        **{
            f"incidents.<id>.arrivals.surges[].{name}": at(
                f"{piracy}.arrivals.surges", [{**surge, name: value}]
            )
            for name, value in {"from": "2025-04-03", "until": "2025-04-05", "factor": 3}.items()
        },
        "incidents.<id>.arrivals.cluster.extra": at(f"{piracy}.arrivals.cluster.extra", 2),
        "incidents.<id>.arrivals.cluster.within": at(f"{piracy}.arrivals.cluster.within", "2 h"),
        **{
            f"disruptions.<id>.{name}": at(f"disruptions.loss.{name}", value)
            for name, value in {
                "headquarters": "squadron", "from": "2025-04-09T13:00", "for": "7 h",
                "successor": "squadron", "after": "2 h",
            }.items()
        },
        "disruptions.<id>.cell": at(
            "disruptions.loss", {"headquarters": None, "cell": "fleet.operations"}
        ),
        "disruptions.<id>.cut_off": at("disruptions.cut.cut_off", ["harbour2"])
        | at("headquarters.apart", {"place": "harbour2", "opcon": "joint"}),
        "disruptions.<id>.substitute": at("disruptions.cut.substitute", "3 h"),
        "disruptions.<id>.channels": at("disruptions.line.channels", ["second"])
        | at("channels.second", {"between": ["joint", "ally"], "kind": "remote", "delay": "9 h"}),
    }  # fmt: skip


EFFECTS = _effects()
"""Attribute to a change of it that must change the program."""

ALSO: Tables = {
    "places": {
        "harbour2": {"name": "Second", "latitude": 50.1, "longitude": 0, "zone": "UTC"},
    },
    "units": {
        "boats": {
            "name": "Boats", "nation": "ARN", "base": "harbour", "capabilities": ["patrol", "dive"],
            "platforms": 3, "medium": "air", "speed": "30 kt", "notice": "1 h", "opcon": "fleet",
            "reserve": 0,
        }
    },
}  # fmt: skip
"""What the rich scenario has besides the usual tables."""
