"""The page as a person meets it: opened from disk, in both languages and themes, by keyboard."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.pages.sample import DESIGNS, PLACES, crowded_page, page

from renkei.report.page.writing import page_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

AXE = Path(__file__).with_name("axe.min.js")
SECTIONS = ["answer", "how-long", "where", "response", "orbat", "map", "readiness", "annex"]


@dataclass
class Opened:
    """A page in the browser, and what went wrong with it."""

    page: Page
    faults: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of the sample, that with hostile names and a large one, on disk."""
    folder = tmp_path_factory.mktemp("page")
    made = {}
    documents = {"sample": page(), "hostile": page(hostile=True), "crowded": crowded_page()}
    for name, document in documents.items():
        made[name] = folder / f"{name}.html"
        made[name].write_text(page_html(document), encoding="utf-8")
    return made


def opening(browser: Browser, file: Path) -> Opened:
    """Open a page; what it complains about or asks for from outside is kept."""
    one = Opened(browser.new_page(viewport={"width": 1280, "height": 900}))
    shown, faults = one.page, one.faults
    shown.on("pageerror", lambda error: faults.append(str(error)))
    shown.on("requestfailed", lambda failed: faults.append(failed.url[:200]))
    shown.on(
        "console",
        lambda said: faults.append(said.text) if said.type in ("error", "warning") else None,
    )
    inside = ("file:", "data:", "blob:")
    shown.on(
        "request", lambda asked: None if asked.url.startswith(inside) else faults.append(asked.url)
    )
    shown.goto(f"{file.as_uri()}#lang=en&theme=light")
    shown.wait_for_selector("html[data-ready]", timeout=20_000)
    draw_all(shown)
    return one


@pytest.fixture(scope="module")
def opened(browser: Browser, files: dict[str, Path]) -> Iterator[Opened]:
    """Open the page once for all tests: opening it takes a second or two."""
    one = opening(browser, files["sample"])
    yield one
    one.page.close()


@pytest.fixture
def shown(opened: Opened) -> Iterator[Page]:
    """Show the page in English, light, at 1280; after the test nothing may have gone wrong."""
    place(opened.page, "lang=en&theme=light")
    opened.page.set_viewport_size({"width": 1280, "height": 900})
    yield opened.page
    opened.page.emulate_media(media="screen")
    faults, opened.faults[:] = list(opened.faults), []
    assert faults == []


def place(shown: Page, fields: str) -> None:
    """Go where a link with these fields leads."""
    shown.evaluate("to => { location.hash = to; }", fields)
    lang = re.search(r"lang=(\w+)", fields)
    if lang:
        shown.wait_for_selector(f"html[lang={lang[1]}]", state="attached")


def draw_all(shown: Page) -> None:
    """Scroll to every figure, so that it is drawn."""
    for figure in shown.locator("figure").all():
        figure.scroll_into_view_if_needed()
        figure.locator("[data-drawn]").wait_for(timeout=10_000)


def visible_text(shown: Page) -> str:
    """All that can be read, also on axes and beside symbols."""
    return str(
        shown.evaluate(
            """() => {
              const walker = document.createTreeWalker(document.getElementById("page"), 4);
              const out = [];
              while (walker.nextNode()) {
                const at = walker.currentNode.parentElement;
                if (at.closest("code, pre, select, .path, [lang]:not(html)")) continue;
                if (at.closest("details:not([open])") && !at.closest("summary")) continue;
                out.push(walker.currentNode.textContent);
              }
              for (const at of document.querySelectorAll("[aria-label], [placeholder], [title]"))
                if (!at.closest("[aria-hidden]"))
                for (const name of ["aria-label", "placeholder", "title"])
                  out.push(at.getAttribute(name) ?? "");
              for (const option of document.querySelectorAll("option")) out.push(option.text);
              return out.join("\\n");
            }"""
        )
    )


def test_it_opens_from_disk_with_all_sections(shown: Page) -> None:
    assert shown.title() == "Strait — Renkei"
    heads = shown.locator("main > section").evaluate_all("all => all.map(one => one.id)")
    assert heads == SECTIONS
    numbers = shown.locator("nav .no").all_inner_texts()
    assert numbers == [str(n) for n in range(1, 9)]


def test_a_link_leads_there_from_the_start(browser: Browser, files: dict[str, Path]) -> None:
    # Sections are filled when they come near; where one stands needs those before it.
    shown = browser.new_page(viewport={"width": 1280, "height": 900})
    shown.goto(f"{files['sample'].as_uri()}#lang=en&at=figure-stock")
    shown.locator("#figure-stock [data-drawn]").wait_for(timeout=10_000)
    top = shown.locator("#figure-stock").evaluate("at => at.getBoundingClientRect().top")
    assert 0 <= top < 120
    assert shown.locator("main > section .unfilled").count() == 0
    shown.close()


def test_names_cannot_become_markup(browser: Browser, files: dict[str, Path]) -> None:
    one = opening(browser, files["hostile"])
    shown = one.page
    assert shown.evaluate("window.hurt") is None
    assert shown.locator("#page img").count() == 0
    assert shown.locator("#page script").count() == 0
    assert "<script>window.hurt=1</script>" in shown.locator("h1").inner_text()
    # A name that turns the direction of writing ends where the name ends.
    assert shown.locator("h1 > bdi").evaluate("at => getComputedStyle(at).unicodeBidi") == "isolate"
    shown.close()
    assert one.faults == []


@pytest.mark.parametrize("number", range(3))
def test_a_figure_shows_the_numbers_of_its_csv(shown: Page, number: int) -> None:
    figure = page().figures[number]
    drawn = shown.locator(f"#figure-{figure.id}")
    drawn.scroll_into_view_if_needed()
    if len(figure.choices) > 1:
        drawn.locator("select").select_option(figure.choices[1].id)
    choice = figure.choices[min(1, len(figure.choices) - 1)]
    with shown.expect_download() as waiting:
        drawn.get_by_role("button", name="CSV").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    for name, column in choice.columns.items():
        assert [row[name] for row in rows] == [
            str(one).removesuffix(".0") if isinstance(one, float) else str(one) for one in column
        ]
    drawn.get_by_role("button", name="Numbers").click()
    count = drawn.locator(".count").inner_text()
    assert f"of {len(rows)} rows" in " ".join(count.split())
    drawn.get_by_role("button", name="Numbers").click()
    drawn.locator("[data-drawn]").wait_for()


def test_points_stand_where_their_numbers_say(shown: Page) -> None:
    figure = page().figures[2]
    shown.locator("#figure-stock").scroll_into_view_if_needed()
    shown.locator("#figure-stock [data-drawn]").wait_for()
    marks = shown.locator("#figure-stock .mark-symbol path").evaluate_all(
        "all => all.map(one => one.getAttribute('transform').match(/-?[\\d.]+/g).map(Number))"
    )
    columns = figure.choices[0].columns
    days = [float(one) for one in columns["day"]]  # type: ignore[arg-type]
    shares = [float(one) for one in columns["share"]]  # type: ignore[arg-type]
    assert len(marks) == len(days)
    for at, numbers in ((0, days), (1, shares)):
        slope = (marks[-1][at] - marks[0][at]) / (numbers[-1] - numbers[0])
        for mark, one in zip(marks, numbers, strict=True):
            assert mark[at] == pytest.approx(marks[0][at] + slope * (one - numbers[0]), abs=0.2)
    assert len({mark[0] for mark in marks}) == len(days)


def test_a_picture_can_be_kept(shown: Page) -> None:
    place(shown, "lang=en&theme=dark")
    drawn = shown.locator("#figure-stock")
    drawn.scroll_into_view_if_needed()
    kept = {}
    for kind in ("SVG", "PNG"):
        with shown.expect_download() as waiting:
            drawn.get_by_role("button", name=kind).click()
        kept[kind] = Path(waiting.value.path()).read_bytes()
        assert waiting.value.suggested_filename == f"stock.{kind.lower()}"
    assert kept["SVG"].startswith(b"<svg")
    assert b"Share in stock" in kept["SVG"]
    assert kept["PNG"].startswith(b"\x89PNG")


def test_a_picture_of_small_charts_keeps_their_widths(shown: Page) -> None:
    # In the page they fit their place; a file has them as they were made, two beside each other.
    shown.set_viewport_size({"width": 768, "height": 900})
    drawn = shown.locator("#figure-taken-away")
    drawn.scroll_into_view_if_needed()
    kept = {}
    for kind in ("SVG", "PNG"):
        with shown.expect_download() as waiting:
            drawn.get_by_role("button", name=kind).click()
        kept[kind] = Path(waiting.value.path()).read_bytes()
    spec = page().figures[3].spec["en"]
    assert (spec["columns"], spec["spec"]["width"]) == (2, 260)
    wide = float(re.search(rb'<svg[^>]* width="([\d.]+)"', kept["SVG"])[1])  # type: ignore[index]
    assert 2 * 260 < wide < 2 * 260 + 300
    text = kept["SVG"].decode()
    for _, name, _ in DESIGNS:
        assert name in text
    # 20 % at planned work and 15 % in repair leave 65 %.
    assert text.count(">65.0%<") == len(DESIGNS)
    across = int.from_bytes(kept["PNG"][16:20], "big")
    assert across == pytest.approx(2 * wide, abs=2)


ALLOWED = {"EN", "CSV", "SVG", "PNG", "COCOM", "OPCON", "TACON", "ADCON", "COORDINATION"}
ALLOWED |= {"Natural", "Earth", "Renkei", "SRC", "sha", "Enter"}


def test_a_language_leaves_nothing_of_the_other(shown: Page) -> None:
    place(shown, "lang=ja&theme=light")
    draw_all(shown)
    assert shown.evaluate("document.documentElement.lang") == "ja"
    text = visible_text(shown)
    for name in (one for _, one, _ in DESIGNS):
        assert name not in text
    latin = set(re.findall(r"[A-Za-z]{2,}", text)) - ALLOWED
    # Sources stand as they were written, and so do the values of provenance.
    latin -= {"White", "paper", "chapter", "ce", "d"}
    assert latin == set()
    shown.get_by_role("button", name="EN").click()
    draw_all(shown)
    assert shown.evaluate("document.documentElement.lang") == "en"
    assert "lang=en" in shown.url
    assert re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]+", visible_text(shown)) == []


WATCH = """() => {
  window.reached = [];
  document.addEventListener("focusin", ({target: at}) => {
    const style = getComputedStyle(at);
    const inner = at.querySelector(".catch, .ring");
    const seen = (style.outlineStyle !== "none" && style.outlineWidth !== "0px")
      || (inner !== null && getComputedStyle(inner).stroke !== "none");
    const where = at.closest("section[id], nav, header");
    window.reached.push([where?.id || where?.tagName || "",
      at.getAttribute("role") || at.tagName, seen,
      at.getAttribute("data-step") ?? at.getAttribute("data-post") ?? ""]);
  });
}"""


def test_the_keyboard_reaches_everything(shown: Page) -> None:
    draw_all(shown)
    shown.locator(".skip").focus()
    shown.evaluate(WATCH)
    # After the last thing the walk begins anew, at the link that it began from.
    again = "window.reached.findIndex(([where, what]) => where === '' && what === 'A')"
    for _ in range(16):
        for _ in range(25):
            shown.keyboard.press("Tab")
        end = shown.evaluate(again)
        if end >= 0:
            break
    reached = shown.evaluate("window.reached")[: end if end >= 0 else None]
    assert [at for at in reached if not at[2]] == []
    kinds = {(where, what) for where, what, *_ in reached}
    expected = {("HEADER", "BUTTON"), ("HEADER", "SELECT"), ("NAV", "A"), ("answer", "BUTTON")}
    expected |= {(one, "BUTTON") for one in ("how-long", "where", "readiness", "annex")}
    expected |= {("response", "SELECT"), ("response", "img"), ("orbat", "treeitem")}
    expected |= {("map", "INPUT"), ("map", "group"), ("map", "button"), ("annex", "SELECT")}
    assert expected <= kinds
    focusable = shown.locator(
        "a[href]:visible, button:enabled:visible, select:visible, input:visible, summary:visible"
    ).count()
    assert len(reached) >= focusable - 1  # less the link that the walk began from


def test_arrow_keys_walk_steps_and_posts(shown: Page) -> None:
    steps = shown.locator('[data-course="0"] [data-step]')
    steps.first.focus()
    detail = shown.locator("#response .detail")
    assert "headquarters.yaml:5" in detail.inner_text()
    assert "rule-report" in detail.inner_text()
    shown.keyboard.press("ArrowRight")
    assert "Assess the report" in detail.inner_text()
    shown.keyboard.press("End")
    assert "Move to the strait" in detail.inner_text()
    top = shown.locator('#orbat [role="treeitem"]').first
    top.focus()
    before = shown.locator('#orbat [role="treeitem"]').count()
    shown.keyboard.press("Enter")
    assert shown.locator('#orbat [role="treeitem"]').count() < before
    shown.keyboard.press("Enter")
    assert shown.locator('#orbat [role="treeitem"]').count() == before


def test_any_response_that_is_kept_can_be_chosen(shown: Page) -> None:
    response = shown.locator("#response")
    assert "83,096" in response.locator(".note").inner_text()
    assert "Answered after 15 h" in response.locator("h3").first.inner_text()
    which = response.locator("select").nth(1)
    assert which.locator("option").all_inner_texts() == ["median (15 h)", "slowest tenth (32 h)"]
    which.select_option("slow")
    assert "Answered after 32 h" in response.locator("h3").first.inner_text()
    assert "response=slow" in shown.url
    place(shown, "lang=en&theme=light&response=median")
    assert "Answered after 15 h" in response.locator("h3").first.inner_text()


def test_a_term_is_explained_on_focus(shown: Page) -> None:
    term = shown.locator("#answer .term").first
    term.focus()
    tip = shown.locator("#answer .tip:visible")
    assert tip.count() == 1
    assert tip.inner_text().startswith("One simulated course")
    assert tip.bounding_box() is not None
    shown.keyboard.press("Escape")
    assert shown.locator("#answer .tip:visible").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_stands_in_the_way(shown: Page, theme: str) -> None:
    place(shown, f"lang=en&theme={theme}")
    draw_all(shown)
    shown.locator("#answer summary").click()
    shown.evaluate(AXE.read_text(encoding="utf-8"))
    # Only colours differ between the themes.
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if theme == "dark":
        options["runOnly"] = ["color-contrast"]
    found = shown.evaluate("to => axe.run({exclude: ['[aria-hidden]']}, to)", options)
    serious = [
        (one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []


PAPER = (210 - 24) / 25.4 * 96, (297 - 24) / 25.4 * 96
"""What is printed on of a sheet of A4, in pixels."""


def printed(shown: Page) -> float:
    """Lay the page out for paper; return where the answer ends."""
    shown.emulate_media(media="print")
    shown.set_viewport_size({"width": round(PAPER[0]), "height": round(PAPER[1])})
    return float(shown.evaluate("document.getElementById('answer').getBoundingClientRect().bottom"))


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_it_prints_as_one_page_and_an_annex(shown: Page, lang: str) -> None:
    place(shown, f"lang={lang}&theme=dark")
    assert printed(shown) <= PAPER[1]
    seen = shown.locator("main > section:visible").evaluate_all("all => all.map(one => one.id)")
    assert seen == ["answer", "annex"]
    ground = shown.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    pdf = shown.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 2


def test_seven_designs_print_as_one_page_too(browser: Browser, files: dict[str, Path]) -> None:
    one = opening(browser, files["crowded"])
    for lang in ("en", "ja"):
        place(one.page, f"lang={lang}&theme=light")
        assert printed(one.page) <= PAPER[1]
        assert one.page.locator("#answer tbody tr").count() == 9
        one.page.emulate_media(media="screen")
    one.page.close()
    assert one.faults == []


@pytest.mark.parametrize("width", [768, 1280, 1920])
def test_nothing_is_cut_off(shown: Page, width: int) -> None:
    place(shown, "lang=ja&theme=light")
    shown.set_viewport_size({"width": width, "height": 900})
    draw_all(shown)
    over = shown.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          const out = [];
          for (const at of document.querySelectorAll("#page *")) {
            if (at.closest(".scroll, .stack, .tip, .hidden, .skip, defs")) continue;
            if (at.closest("details:not([open]) > *")) continue;
            const box = at.getBoundingClientRect();
            if (box.width > 0 && (box.right > wide + 1 || box.left < -1))
              out.push(`${at.tagName} ${at.getAttribute("class")} ${box.left} ${box.right}`);
          }
          return out;
        }"""
    )
    assert over == []
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert shown.evaluate(wider) <= 0


def _between(start: str, end: str, share: float) -> tuple[float, float]:
    """Return longitude and latitude on the great circle between two places of the sample."""

    def vector(key: str) -> tuple[float, float, float]:
        latitude, longitude = next(
            (math.radians(one[3]), math.radians(one[4])) for one in PLACES if one[0] == key
        )
        flat = math.cos(latitude)
        return flat * math.cos(longitude), flat * math.sin(longitude), math.sin(latitude)

    a, b = vector(start), vector(end)
    angle = math.acos(sum(x * y for x, y in zip(a, b, strict=True)))
    one, two = (math.sin(part * angle) / math.sin(angle) for part in (1 - share, share))
    x, y, z = (one * p + two * q for p, q in zip(a, b, strict=True))
    return math.degrees(math.atan2(y, x)), math.degrees(math.asin(z))


def _where(unit: Locator) -> tuple[float, ...]:
    """Return longitude and latitude of a unit on the map."""
    names = ("data-longitude", "data-latitude")
    return tuple(float(unit.get_attribute(name) or "nan") for name in names)


def test_the_slider_moves_units_to_where_they_were(shown: Page) -> None:
    # Under the baseline unit-4 departs at 275.5 h and arrives at 285.5 h: halfway at 280.5 h.
    place(shown, "lang=en&theme=light&at=map&t=280.5")
    panes = shown.locator("#map .pane")
    assert panes.count() == 2
    unit = panes.nth(0).locator('[data-unit="unit-4"]')
    assert unit.get_attribute("data-state") == "moving"
    assert _where(unit) == pytest.approx(_between("ally-island", "gap", 0.5), abs=1e-6)
    # With the other design it departed at 274 h and arrives at 284 h.
    ahead = panes.nth(1).locator('[data-unit="unit-4"]')
    assert _where(ahead) == pytest.approx(_between("ally-island", "gap", 0.65), abs=1e-6)

    def set_to(hours: float) -> None:
        shown.locator("#map input[type=range]").evaluate(
            "(at, to) => { at.value = to; at.dispatchEvent(new Event('input', {bubbles: true}));"
            " at.dispatchEvent(new Event('change', {bubbles: true})); }",
            hours,
        )

    set_to(268.5)
    assert panes.nth(0).locator('[data-message="sensor>air-command"]').count() == 1
    assert panes.nth(0).locator("[data-unit]").count() == 0
    assert "t=268.5" in shown.url
    set_to(273.0)
    assert panes.nth(0).locator('[data-unit="unit-3"]').get_attribute("data-state") == "readying"
    set_to(289.0)
    assert panes.nth(0).locator('[data-unit="unit-3"]').get_attribute("data-state") == "staying"
    set_to(294.0)
    assert panes.nth(0).locator('[data-unit="unit-3"]').get_attribute("data-state") == "returning"


def test_it_plays_and_steps(shown: Page) -> None:
    place(shown, "lang=en&theme=light&at=map&t=266")
    tools = shown.locator("#map .tools")
    shown.locator("#map").scroll_into_view_if_needed()
    for expected in (268.0, 270.0, 271.5, 284.0, 285.5):
        tools.get_by_role("button", name="Next milestone").click()
        assert f"t={expected:g}" in shown.url
    assert "on station" in shown.locator("#map .step").inner_text()
    tools.get_by_role("button", name="Previous milestone").click()
    assert "t=284" in shown.url
    slider = shown.locator("#map input[type=range]")
    tools.get_by_role("button", name="Play").click()
    for _ in range(100):
        # Not `wait_for_function`: the page's policy forbids the evaluation it does.
        if float(slider.input_value()) > 284.05:
            break
        shown.wait_for_timeout(50)
    tools.get_by_role("button", name="Pause").click()
    stopped = float(slider.input_value())
    assert stopped > 284.05
    assert float(re.search(r"t=([\d.]+)", shown.url)[1]) == pytest.approx(stopped, abs=1e-3)  # type: ignore[index]


def test_the_order_of_battle_marks_what_changes(shown: Page) -> None:
    orbat = shown.locator("#orbat")
    orbat.get_by_role("button", name="From day 180").click()
    flags = [one.strip() for one in orbat.locator("svg[role=tree] .flag").all_text_contents()]
    assert sorted(flags) == sorted(["new: TACON", "new: OPCON", "gone: OPCON", "gone: OPCON"])
    assert orbat.locator("path.link.changed").count() >= 2
    listed = orbat.locator(".changes li").all_inner_texts()
    assert len(listed) == 4


def test_the_annex_seeks_sorts_and_filters(shown: Page) -> None:
    annex = shown.locator("#annex")
    annex.locator("input[type=search]").fill("cell-11.")
    assert annex.locator("tbody tr").count() == 1
    annex.locator("input[type=search]").fill("")
    annex.locator("select").select_option("guess")
    assert "24" in annex.locator(".count").inner_text()
    head = annex.get_by_role("button", name=re.compile("^Value"))
    head.click()
    head.click()
    values = [int(one) for one in annex.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert values == sorted(values, reverse=True)


def test_it_says_what_it_cannot_read(browser: Browser, tmp_path: Path) -> None:
    broken: dict[str, Any] = json.loads(page().model_dump_json()) | {"version": 99}
    template = page_html(page())
    kept = re.sub(
        r'(id="page-data">).*?(</script>)',
        lambda found: found[1] + json.dumps(broken).replace("<", "\\u003c") + found[2],
        template,
        count=1,
        flags=re.DOTALL,
    )
    file = tmp_path / "later.html"
    file.write_text(kept, encoding="utf-8")
    shown = browser.new_page()
    shown.goto(file.as_uri())
    assert "renkei report" in shown.locator("#page").inner_text()
    shown.close()
