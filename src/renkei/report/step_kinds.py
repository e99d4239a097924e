"""The kinds of steps in words: they are also the causes to which time is attributed."""

from __future__ import annotations

from renkei._base.language import spoken, tr

QUEUE, CLOSED, REST = "queue", "closed", "rest"


def kind_words(cause: str) -> str:
    """Return a cause as it stands within a sentence: in English its identifier."""
    if spoken() == "en":
        return cause
    return {"outside hours": tr("outside hours"), "other": tr("other")}.get(
        cause, cause_words(cause)
    )


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
    }.get(cause, cause)
