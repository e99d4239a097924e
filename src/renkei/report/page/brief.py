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

if TYPE_CHECKING:
    from renkei.report.page.document import Finding, Judged, Page

_FONT = {"en": "Calibri", "ja": "Yu Gothic"}
_WIDTH_CM = {"times": 9.5, "causes": 11.0}
"""Widths of the figures, which fit on the second page."""

_MARGIN_CM = 2.0
_TEXT_CM = 21.0 - 2 * _MARGIN_CM
_FIRST_CM = 3.0
"""Margins, the width between them, and that of the first column of the table."""

_TABLE_PT = 7.5
_MOST_ROWS = 7
_MOST_DESIGNS = 6


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
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm(_MARGIN_CM)
        section.top_margin = section.bottom_margin = Cm(1.6)
    _set_font(book, Pt(10))
    book.core_properties.title = str(page.answer.title)
    book.core_properties.author = ""
    _fix_times(book)
    book.add_heading(str(page.answer.title), level=1)
    book.add_paragraph(str(page.answer.question or page.scenario.name), style="Subtitle")
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
    if len(page.designs) > 1:
        book.add_heading(tr("What it costs (billets of headquarters)"), level=2)
        for design in page.designs[1:]:
            book.add_paragraph(f"{design.name}: {design.price}", style="List Bullet")
    if page.answer.why:
        book.add_heading(tr("Why"), level=2)
        for sentence in page.answer.why:
            book.add_paragraph(str(sentence), style="List Bullet")
    if page.answer.turns is not None:
        book.add_heading(tr("What would turn it round"), level=2)
        book.add_paragraph(str(page.answer.turns))
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
    from docx.shared import Pt

    name = _FONT[spoken()]
    for style in book.styles:
        if hasattr(style, "font") and style.type in (1, 2):
            style.font.name = name
            properties = style.element.get_or_add_rPr()
            fonts = properties.find(qn("w:rFonts"))
            if fonts is not None:
                fonts.set(qn("w:eastAsia"), name)
    normal = book.styles["Normal"]
    normal.font.size = size
    normal.paragraph_format.space_after = Pt(4)
    normal.paragraph_format.line_spacing = 1.0
    caption = book.styles["Caption"].font
    caption.bold, caption.color.rgb = False, None


def _fix_times(book: Any) -> None:
    """Give the file no moment of its own, so that the same results give the same bytes."""
    from datetime import UTC, datetime

    for name in ("created", "modified"):
        setattr(book.core_properties, name, datetime(2000, 1, 1, tzinfo=UTC))


def _verdicts(book: Any, page: Page) -> None:
    """Write the table of verdicts, one row a measure, one column a design."""
    from docx.shared import Cm, Pt

    findings = page.answer.findings[:_MOST_ROWS]
    if not findings:
        return
    designs = page.designs[: _MOST_DESIGNS + 1]
    table = book.add_table(rows=1, cols=1 + len(designs), style="Table Grid")
    heads = table.rows[0].cells
    heads[0].text = tr("Incident and measure")
    for cell, design in zip(heads[1:], designs, strict=True):
        cell.text = str(design.name)
    for finding in findings:
        cells = table.add_row().cells
        cells[0].text = f"{finding.incident.name}\n{finding.measure}"
        unit = _unit(finding)
        rows = {row.design: row for row in finding.rows}
        for cell, design in zip(cells[1:], designs, strict=True):
            row = rows.get(design.id)
            cell.text = "–" if row is None else _said(row, unit)
    table.autofit = False
    first, other = Cm(_FIRST_CM), Cm((_TEXT_CM - _FIRST_CM) / len(designs))
    for place, column in enumerate(table.columns):
        column.width = other if place else first  # some programs read these, others those of cells
    for place, line in enumerate(table.rows):
        for column, cell in enumerate(line.cells):
            cell.width = other if column else first
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(0)
                for run in paragraph.runs:
                    run.font.size = Pt(_TABLE_PT)
                    run.font.bold = place == 0
    book.add_paragraph()


def _unit(finding: Finding) -> Unit:
    if finding.unit == "1":
        return PERCENT
    return unit_for(row.value for row in finding.rows if row.value is not None)


def _said(row: Judged, unit: Unit) -> str:
    if row.verdict == "baseline":
        return f"{unit.number(row.value)} {unit.name}" if row.value is not None else "–"
    word = verdict_words()[row.verdict]
    if row.difference is None:
        return word
    name = tr("points") if unit is PERCENT else unit.name
    said = f"{word}\n{unit.number(row.difference, signed=True)} {name}"
    if row.difference_low is None or row.difference_high is None:
        return said
    return f"{said}\n({unit.signed_range(row.difference_low, row.difference_high)})"
