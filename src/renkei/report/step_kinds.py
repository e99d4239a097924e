"""The kinds of steps in words: they are also the causes to which time is attributed."""

from __future__ import annotations

from renkei._base.language import spoken, tr

QUEUE, CLOSED, REST = "queue", "closed", "rest"

GROUPS = {
    "reports": ("detection", "message", "handling", "translation"),
    "staff work": ("assess", "plan", "task", "build-up"),
    "decisions": ("decision", "escalation", "approval", "request", "board"),
    "coordination": ("coordination", "adjudication", "release", "clearance"),
    "orders and movement": ("order", "request for forces", "preparation", "transit"),
    "platforms": ("allocation", "issue", "transport", "repair"),
    "waits": (QUEUE, CLOSED, "working hours"),
}
"""Kinds of steps and waits that one colour shows together; all others are ``rest``."""

_GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
_ALLOCATION = "allocation"

_NOUNS = {"assess": "assessment", "plan": "planning"}
"""English nouns of the kinds whose identifiers are verbs."""


def group_of(kind: str, state: str) -> str:
    """Return the group of the hours of a step in a state.

    The wait of a request for platforms is for platforms, not for a team.
    """
    waits = state in (QUEUE, CLOSED) and kind != _ALLOCATION
    return "waits" if waits else _GROUP_OF.get(kind, REST)


def group_words(group: str) -> str:
    """Return a group of causes in the language of the context."""
    return {
        "reports": tr("detection, messages, passing reports on"),
        "staff work": tr("assessment, planning and tasks"),
        "decisions": tr("decisions, approvals, boards"),
        "coordination": tr("coordination between nations and rivals, clearances"),
        "orders and movement": tr("orders, making ready, transit"),
        "platforms": tr("waiting for platforms or stores"),
        "waits": tr("waiting for a free team or working hours"),
        REST: tr("all else"),
    }[group]


def kind_words(cause: str) -> str:
    """Return a cause as it stands within a sentence: in English the noun of a single step."""
    if spoken() == "en":
        return _NOUNS.get(cause, cause)
    return cause_words(cause)


def cause_words(cause: str) -> str:
    """Return a cause in the language of the context.

    A cause is a kind of step, or one of the two kinds of waits, or all that has no colour of its
    own.
    """
    return {
        QUEUE: tr("waiting for a free team"),
        CLOSED: tr("waiting for working hours or a board"),
        REST: tr("all else"),
        "detection": tr("detection"),
        "message": tr("messages"),
        "translation": tr("translation"),
        "handling": tr("passing reports on"),
        "adjudication": tr("adjudication between rivals"),
        "assess": tr("assessment"),
        "plan": tr("planning"),
        "board": tr("boards"),
        "decision": tr("decisions"),
        "escalation": tr("escalation"),
        "approval": tr("approvals"),
        "request": tr("requests"),
        "coordination": tr("coordination between nations"),
        "order": tr("orders"),
        "request for forces": tr("requests for forces"),
        "clearance": tr("clearances"),
        "allocation": tr("waiting for platforms"),
        "preparation": tr("making ready"),
        "transit": tr("transit"),
        "on station": tr("stay on station"),
        "recovery": tr("return and turnaround"),
        "task": tr("tasks"),
        "release": tr("release to the ally"),
        "issue": tr("issue of stores"),
        "transport": tr("transport"),
        "repair": tr("repair"),
        "working hours": tr("waiting for working hours"),
        "build-up": tr("build-up of the headquarters"),
        "untraced": tr("not traced"),
        "outside hours": tr("waiting for working hours or a board"),
        "other": tr("other work"),
    }.get(cause, cause)
