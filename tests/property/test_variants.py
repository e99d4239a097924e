"""Whatever a scenario combines is refused with problems, or compiles and runs under every design.

The changes below are laid over a small scenario in any number, in the base or in a later phase of
a design, in any order of declaration.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.variants import Tables, load, merged, tables

from renkei._base.errors import InputError
from renkei.doctrine import check
from renkei.engine.run import replicate
from renkei.program.compiling.compiler import compile_design
from renkei.scenario import Document

PM: Tables = {
    "name": "PM", "nation": "ARN", "place": "harbour", "cells": {"command": {"teams": 1}},
}  # fmt: skip
FORCE: Tables = {
    "name": "Task force", "nation": "ARN", "place": "strait", "opcon": "joint",
    "build_up": [{"after": "2 h", "share": "30 %"}, {"after": "9 h", "share": "100 %"}],
    "cells": {"operations": {"teams": 3}, "plans": {"teams": 1, "hours": "office"}},
}  # fmt: skip
PARTNER = {"role": "partner"}
QUESTION = {
    "asker": "joint", "answerer": "fleet", "cell": "logistics", "every": "3 h", "work": "5 min",
}  # fmt: skip
BRIEFING = {
    "headquarters": "joint", "cell": "plans", "days": ["tue"], "times": ["07:00"], "work": "1 h",
}  # fmt: skip


def operations(**attributes: Any) -> Tables:
    return {"headquarters": {"joint": {"cells": {"operations": attributes}}}}


def escort(**attributes: Any) -> Tables:
    return {"responses": {"escort": attributes}}


def watch(**attributes: Any) -> Tables:
    return escort(forces={"watch": attributes})


def arn(**attributes: Any) -> Tables:
    return {"authorities": {"arn": attributes}}


CHANGES: dict[str, Tables] = {
    "office": operations(hours="office"),
    "night shift": operations(hours="office", off_hours_teams={"value": 1, "range": [0, 2]}),
    "more teams": operations(teams={"value": 3, "range": [1, 5]}),
    "cells": {"headquarters": {"joint": {"cells": {"command": {"teams": 1}}}}},
    "routine": operations(background={"rate": "3 / day", "work": {"exponential": "1 h"}}),
    "no routine": operations(background={"rate": "0 / day", "work": "1 h"}),
    "tempo": {"headquarters": {"joint": {"tempo": {"value": 1.2, "range": [1, 2]}}}},
    "government": {"headquarters": {"pm": PM, "joint": {"opcon": "pm"}}},
    "approvals": arn(approvals=[{"by": "pm", "decision": "1 h"}] * 2),
    "own approval": arn(approvals=[{"by": "joint", "decision": "1 h"}]),
    "escalation": arn(escalation={"to": "pm", "probability": "40 %", "decision": "1 h"}),
    "delegated": arn(delegated_to="fleet"),
    "rival": {
        "authorities": {"rival": {"nation": "ARN", "categories": ["sea"], "holder": "fleet"}}
    },
    "ally decides": {
        "authorities": {"bor": {"nation": "BOR", "categories": ["sea"], "holder": "ally"}}
    },
    "ends": arn(until="2025-04-09"),
    "begins": {
        "authorities": {
            "later": {
                "nation": "ARN", "categories": ["sea"], "holder": "fleet", "from": "2025-04-09",
            }
        }
    },
    "partner": escort(nations={"BOR": PARTNER}),
    "request": escort(nations={"BOR": {**PARTNER, "starts": "request", "request": "5 h"}}),
    "informed": escort(nations={"BOR": {"role": "informed"}}),
    "coordination": escort(coordination={"work": "1 h", "agreement": "50 %"}),
    "force": {"headquarters": {"force": FORCE}},
    "activates": escort(activates=["force"]),
    "under force": {"headquarters": {"fleet": {"opcon": "force"}}},
    "standing force": {"headquarters": {"force": {**FORCE, "build_up": None}}},
    "decider force": arn(holder="force"),
    "board": {"boards": {"weekly": {"headquarters": "joint", "days": ["fri"], "times": ["09:00"]}}},
    "cut-off": {"boards": {"weekly": {"headquarters": "joint", "days": ["sat"], "times": ["00:30"],
                                      "cut_off": "20 h", "bypass": []}}},
    "board above": {"boards": {"pm": {"headquarters": "pm", "stage": "approval", "days": ["fri"],
                                      "times": ["09:00"]}}},
    "channel hours": {"channels": {"phone": {"hours": "office"}}},
    "one way": {"channels": {"phone": {"one_way": True}}},
    "translation": {
        "channels": {
            "phone": {"translation": {"interpreters": "ally.operations", "work": "20 min"}}
        }
    },
    "question": {"information_requests": {"how": QUESTION}},
    "question to force": {"information_requests": {"how": {**QUESTION, "answerer": "force"}}},
    "briefing": {"briefings": {"daily": BRIEFING}},
    "urgent briefing": {"briefings": {"daily": {**BRIEFING, "precedence": "FLASH"}}},
    "moved": {"units": {"ships": {"base": "strait", "platforms": 4}}},
    "endurance": {"units": {"ships": {"endurance": "10 h", "turnaround": "2 h"}}},
    "never ready": {"units": {"ships": {"availability": {"value": "40 %", "range": ["0 %", "1"]}}}},
    "standing order": watch(trigger="detection"),
    "on agreement": watch(trigger="agreement"),
    "fails": watch(count=2, when_short="fail"),
    "less": watch(count=3, when_short="less"),
    "long": watch(duration={"lognormal": {"mean": "5 d", "cv": 1}}),
    "second force": escort(
        forces={"more": {"nation": "ARN", "capability": "patrol", "count": 2, "duration": "1 d"}}
    ),
    "detected by": {"incidents": {"piracy": {"detected_by": "joint", "detection": "2 h"}}},
    "mission": {
        "relationships": {
            "mission": {
                "superior": "joint", "subordinate": "ships", "type": "OPCON", "missions": ["sea"],
                "from": "2025-04-07", "until": "2025-04-12",
            }
        }
    },
}  # fmt: skip
RATE = {
    "rate": "0.5 / day", "overdispersion": "60 %", "cluster": {"extra": 1, "within": "9 h"},
    "surges": [{"from": "2025-03-01", "until": "2025-04-08", "factor": 2}],
    "seasonal": [1, 1, 1, 2, 0, 1, 1, 1, 1, 1, 1, 1],
}  # fmt: skip

NEEDS = {
    "approvals": ["government"],
    "escalation": ["government"],
    "board above": ["government"],
    "activates": ["force"],
    "under force": ["force", "activates"],
    "question to force": ["force"],
    "decider force": ["force"],
    "partner": ["ally decides"],
    "request": ["ally decides"],
    "on agreement": ["ally decides", "partner"],
    "coordination": ["ally decides", "partner"],
}
"""Changes without which a change would be refused."""

NAMES = st.lists(st.sampled_from(sorted(CHANGES)), max_size=9, unique=True)


def scenario(now: list[str], later: list[str], *, reverse: bool = False) -> Tables:
    """Return the small scenario with changes, and others in a later phase of a design."""
    content = tables()
    content["incidents"]["piracy"]["arrivals"] = RATE
    overlay: Tables = {}
    for names, target in ((now, content), (later, overlay)):
        for name in names:
            for needed in (*NEEDS.get(name, ()), name):
                merged(target, CHANGES[needed])
    phase = {"from": "2025-04-10", "changes": overlay}
    content["designs"] = {"old": {"name": "Old"}, "new": {"name": "New", "phases": [phase]}}
    if not reverse:
        return content
    kept = ("designs",)  # the first of these is the baseline
    return {
        key: dict(reversed(value.items())) if isinstance(value, dict) and key not in kept else value
        for key, value in reversed(content.items())
    } | {"renkei": 1}


def sound(folder: Path, content: Tables) -> Document | None:
    """Return the document, or None where it is refused."""
    try:
        document = load(folder, content)
        check(document)
    except InputError:
        return None
    return document


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(now=NAMES, later=NAMES)
def test_what_is_not_refused_runs(
    now: list[str], later: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("variant")
    document = sound(folder, scenario(now, later))
    if document is None:
        return
    arrivals = []
    for design in document.design_ids:
        run = replicate(compile_design(document, design), 1, 0)
        arrivals.append(run.incidents.arrived_h)
    np.testing.assert_array_equal(arrivals[0], arrivals[1])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(now=NAMES, later=NAMES)
def test_any_order_of_declaration_gives_the_same_program(
    now: list[str], later: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("variant")
    document = sound(folder, scenario(now, later))
    if document is None:
        return
    other = load(folder, scenario(now, later, reverse=True))
    for design in document.design_ids:
        digests = [compile_design(d, design).digest() for d in (document, other)]
        assert digests[0] == digests[1]
