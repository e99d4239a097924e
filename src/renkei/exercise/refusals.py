"""What a person asked for and does not get, in words of both languages."""

from __future__ import annotations

from collections.abc import Callable

from renkei.report.said import Said, both


class Refused(Exception):
    """An action that is not taken; nothing has changed.

    Parameters
    ----------
    status
        403 may not, 404 does not exist for this person, 409 too late, 422 makes no sense.
    code
        A word for machines.
    text
        The reason.
    """

    def __init__(self, status: int, code: str, text: Callable[[], str]) -> None:
        self.status, self.code = status, code
        self.text: Said = both(text)
        super().__init__(self.text.en)
