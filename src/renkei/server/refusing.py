"""What the server itself says no to, in words of both languages that tell nothing else."""

from __future__ import annotations

from renkei._base.language import tr
from renkei.exercise.clock import LEAST_SPEED, MOST_SPEED, CannotRun
from renkei.exercise.refusals import Refused


def nothing_here() -> Refused:
    """Return the one answer to what does not exist and to what is not this viewer's."""
    return Refused(404, "nothing", lambda: tr("There is nothing here for you."))


def not_signed_in() -> Refused:
    """Return the answer to who has no session, or one that has ended."""
    return Refused(401, "session", lambda: tr("Join with your code and name first."))


def wrong_code() -> Refused:
    """Return the answer to a code that is nobody's, whatever is wrong with it."""
    return Refused(403, "code", lambda: tr("This code is not one of this exercise."))


def bad_name() -> Refused:
    """Return the answer to a name that cannot be shown."""
    return Refused(422, "name", lambda: tr("Give a name of 1 to 60 letters, in one line."))


def malformed() -> Refused:
    """Return the answer to a body that is not of the form asked for."""
    return Refused(422, "form", lambda: tr("The request does not have the form expected."))


def unreadable_text() -> Refused:
    """Return the answer to control characters within a text."""
    return Refused(422, "text", lambda: tr("A text has characters that cannot be shown."))


def not_from_here() -> Refused:
    """Return the answer to a request that another site made."""
    return Refused(403, "origin", lambda: tr("The request does not come from the exercise's page."))


def too_large() -> Refused:
    """Return the answer to a body over its limit."""
    return Refused(413, "size", lambda: tr("The request is too large."))


def too_slow() -> Refused:
    """Return the answer to a body that does not come."""
    return Refused(408, "slow", lambda: tr("The request took too long to arrive."))


def too_many() -> Refused:
    """Return the answer to somebody who asks too often."""
    return Refused(429, "often", lambda: tr("Too many requests; wait a little."))


def too_many_codes() -> Refused:
    """Return the answer after too many wrong codes."""
    return Refused(429, "codes", lambda: tr("Too many wrong codes; wait some minutes."))


def frozen() -> Refused:
    """Return the answer to an action while all stands still for a discussion."""
    return Refused(409, "frozen", lambda: tr("The exercise is frozen for a discussion."))


def over() -> Refused:
    """Return the answer to an action after the end."""
    return Refused(409, "over", lambda: tr("The exercise is over."))


def not_past() -> Refused:
    """Return the answer to a way back to what has not been."""
    return Refused(422, "moment", lambda: tr("Give a moment between the begin and now."))


def not_over() -> Refused:
    """Return the answer to a seat that asks for the review before the end."""
    return Refused(409, "not-over", lambda: tr("The review comes when the exercise is over."))


def key_used() -> Refused:
    """Return the answer to another action under a key that was used."""
    return Refused(422, "key", lambda: tr("This key was used for another action."))


def not_kept() -> Refused:
    """Return the answer when the file cannot be written; the action is not done."""
    return Refused(
        503, "not-kept", lambda: tr("The file of the exercise cannot be written; nothing was done.")
    )


def failed() -> Refused:
    """Return the answer after a fault of the server."""
    return Refused(500, "failed", lambda: tr("The server failed; try again."))


def of_clock(error: CannotRun) -> Refused:
    """Return the answer to a command that the clock cannot follow."""
    match error.reason:
        case "over":
            return over()
        case "speed":
            low, high = f"{LEAST_SPEED:g}", f"{MOST_SPEED:g}"
            return Refused(
                422, "speed", lambda: tr("Give a speed from {low} to {high}.", low=low, high=high)
            )
        case "past":
            return Refused(422, "past", lambda: tr("This moment is past."))
        case "beyond":
            return Refused(
                422, "beyond", lambda: tr("This moment is after the end of the exercise.")
            )
        case "step":
            return Refused(422, "step", lambda: tr("A step is a time of more than nothing."))
        case "delay":
            return Refused(422, "delay", lambda: tr("The start can be at most a week away."))
