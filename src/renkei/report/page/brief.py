"""A brief of two pages for a word processor: the answer, its price, why, and two figures.

Takes a :class:`~renkei.report.page.document.Page`; gives the bytes of a .docx file in the language
of the context. It needs the extras ``brief`` and ``figures``.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from renkei._base.errors import RunError
from renkei._base.language import Phrase, spoken, tr
from renkei.report.figures.differences import verdict_words
from renkei.report.figures.drawing import drawn_as
from renkei.report.wording import PERCENT, Unit, unit_for
from renkei.study.names import plain_design_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei.report.page.document import Finding, Judged, Page

_FONT = {"en": "Calibri", "ja": "Yu Gothic"}
_WIDTH_CM = {"times": 11.5, "causes": 13.0}
"""Widths of the figures of the second page, which both fit on."""

_PAPER_CM = (21.0, 29.7)
_MARGIN_CM = 1.8
_TEXT_PT = 9
_TABLE_PT = 7.5
_FIRST_CM = 3.4
"""Width of the column of names; the others share the rest."""

_MOST_ROWS = 6
_MOST_DESIGNS = 6
_MOST_REASONS = 2
"""With more rows, designs or reasons the first page would run over."""


def brief(page: Page) -> bytes:
    """Return the brief.

    Raises
    ------
    RunError
        If the library that writes it is not installed.
    """
    try:
        from docx import Document
        from docx.shared import Cm, Pt
    except ImportError:
        raise RunError(
            Phrase(
                "The brief is written by python-docx, which is not installed: "
                "pip install 'renkei[brief,figures]'"
            )
        ) from None
    book = Document()
    for section in book.sections:
        section.page_width, section.page_height = (Cm(one) for one in _PAPER_CM)
        section.left_margin = section.right_margin = Cm(_MARGIN_CM)
        section.top_margin = section.bottom_margin = Cm(_MARGIN_CM)
    _set_font(book, Pt(_TEXT_PT))
    _set_close(book)
    book.core_properties.title = str(page.answer.title)
    book.core_properties.author = ""
    _fix_times(book)
    book.add_heading(str(page.answer.title), level=1)
    book.add_paragraph(str(page.answer.question or page.scenario.name), style="Subtitle")
    _designs(book, page)
    if page.answer.few is not None:
        book.add_paragraph(str(page.answer.few))
    _verdicts(book, page)
    for head, text in (
        (tr("No difference"), page.answer.alike),
        (tr("Undecided"), page.answer.undecided),
        (tr("Too rare"), page.answer.rare),
    ):
        if text is not None:
            paragraph = book.add_paragraph()
            paragraph.add_run(f"{head}: ").bold = True
            paragraph.add_run(str(text))
    if page.answer.why:
        book.add_heading(tr("Why"), level=2)
        for sentence in page.answer.why[:_MOST_REASONS]:
            book.add_paragraph(str(sentence), style="List Bullet")
    if page.answer.turns is not None:
        book.add_heading(tr("What would turn it round"), level=2)
        book.add_paragraph(str(page.answer.turns))
    book.add_page_break()  # type: ignore[no-untyped-call]
    for figure in page.figures:
        if figure.id in _WIDTH_CM and figure.choices:
            drawing = drawn_as("png", figure, figure.choices[0], spoken())
            book.add_picture(io.BytesIO(drawing), width=Cm(_WIDTH_CM[figure.id]))
            book.add_paragraph(str(figure.caption), style="Caption")
    book.add_heading(tr("What the levels mean, and how this was found"), level=2)
    book.add_paragraph(str(page.answer.levels))
    book.add_paragraph(str(page.answer.method))
    book.add_paragraph(page.annex.command, style="Caption")
    out = io.BytesIO()
    book.save(out)
    return _without_moments(out.getvalue())


def _without_moments(content: bytes) -> bytes:
    """Return an archive whose files have no moments of their own."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            kept = zipfile.ZipInfo(entry.filename)
            kept.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(kept, before.read(entry))
    return made.getvalue()


def _set_font(book: Any, size: Any) -> None:
    """Use one font for both scripts: Word takes another attribute for Japanese."""
    from docx.oxml.ns import qn

    name = _FONT[spoken()]
    for style in book.styles:
        if hasattr(style, "font") and style.type in (1, 2):
            style.font.name = name
            properties = style.element.get_or_add_rPr()
            fonts = properties.find(qn("w:rFonts"))
            if fonts is not None:
                fonts.set(qn("w:eastAsia"), name)
    book.styles["Normal"].font.size = size
    caption = book.styles["Caption"].font
    caption.bold, caption.color.rgb = False, None


def _fix_times(book: Any) -> None:
    """Give the file no moment of its own, so that the same results give the same bytes."""
    from datetime import UTC, datetime

    for name in ("created", "modified"):
        setattr(book.core_properties, name, datetime(2000, 1, 1, tzinfo=UTC))


def _set_close(book: Any) -> None:
    """Let paragraphs stand close: the first page holds the whole answer."""
    from docx.shared import Pt

    for name, before, after, size in (
        ("Normal", 0, 3, _TEXT_PT), ("List Bullet", 0, 2, _TEXT_PT), ("Subtitle", 0, 4, 10),
        ("Caption", 0, 4, _TABLE_PT), ("Heading 1", 0, 2, 13), ("Heading 2", 6, 2, 10.5),
    ):  # fmt: skip
        style = book.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.0


def _designs(book: Any, page: Page) -> None:
    """Write what each identifier of a design stands for, and what the design costs."""
    if len(page.designs) < 2:
        return
    rows = [
        (
            design.id,
            plain_design_name(design.id, str(design.name)),
            tr("baseline") if design.baseline else str(design.price),
        )
        for design in page.designs
    ]
    heads = (tr("design"), "", tr("billets of headquarters"))
    _table(book, heads, rows, (1.6, 8.0))


def _verdicts(book: Any, page: Page) -> None:
    """Write the table of verdicts, one row a measure, one column a design."""
    findings = page.answer.findings[:_MOST_ROWS]
    if not findings:
        return
    designs = page.designs[: _MOST_DESIGNS + 1]
    rows = []
    for finding in findings:
        unit = _unit(finding)
        found = {row.design: row for row in finding.rows}
        said = (found.get(design.id) for design in designs)
        rows.append(
            (
                f"{finding.incident.name}\n{finding.measure}",
                *("–" if row is None else _said(row, unit) for row in said),
            )
        )
    heads = (tr("Incident and measure"), *(design.id for design in designs))
    _table(book, heads, rows, (_FIRST_CM,))


def _table(
    book: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], widths_cm: Sequence[float]
) -> None:
    """Write a table; columns beyond those whose widths are given share the rest of the line."""
    from docx.shared import Cm, Pt

    rest = _PAPER_CM[0] - 2 * _MARGIN_CM - sum(widths_cm)
    widths = [*widths_cm, *[rest / (len(heads) - len(widths_cm))] * (len(heads) - len(widths_cm))]
    table = book.add_table(rows=0, cols=len(heads), style="Table Grid")
    table.autofit = False
    # Word takes the widths of cells, LibreOffice those of the grid.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for place, texts in enumerate((heads, *rows)):
        for cell, text, width in zip(table.add_row().cells, texts, widths, strict=True):
            cell.text, cell.width = text, Cm(width)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(0)
                for run in paragraph.runs:
                    run.font.size = Pt(_TABLE_PT)
                    run.font.bold = place == 0
    gap = book.add_paragraph()
    gap.paragraph_format.space_after = Pt(0)
    gap.paragraph_format.line_spacing = Pt(6)


def _unit(finding: Finding) -> Unit:
    if finding.unit == "1":
        return PERCENT
    return unit_for(row.value for row in finding.rows if row.value is not None)


def _said(row: Judged, unit: Unit) -> str:
    if row.verdict == "baseline":
        if row.value is None:
            return "–"
        value = f"{unit.number(row.value)} {unit.name}"
        if row.low is None or row.high is None:
            return value
        return f"{value}\n{tr('({range})', range=unit.range(row.low, row.high))}"
    word = verdict_words()[row.verdict]
    if row.difference is None:
        return word
    name = tr("points") if unit is PERCENT else unit.name
    said = f"{word}\n{unit.number(row.difference, signed=True)} {name}"
    if row.difference_low is None or row.difference_high is None:
        return said
    ends = unit.signed_range(row.difference_low, row.difference_high)
    return f"{said}\n{tr('({range})', range=ends)}"
