"""What an exercise says no to."""

from __future__ import annotations

from renkei.report.said import Said


class Refused(Exception):
    """An action or a question that an exercise refuses.

    Parameters
    ----------
    code
        Which refusal, for programs, such as ``too-late``.
    text
        What the person is told: nothing that this person may not know.
    status
        403: may not; 404: does not exist *for this person*, whether others know it or not; 409: too
        late, or not now; 422: makes no sense.
    """

    def __init__(self, code: str, text: Said, status: int = 422) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.status = status
