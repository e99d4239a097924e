"""The pages of an exercise as people meet them: in both languages and themes, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.exercise import sample
from tests.exercise.standin import Standin

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(__file__).parents[1] / "pages" / "axe.min.js"
UNDO_MS = 6000
SEAT = ("tasks", "tasks&id=t1", "items&id=i5", "incidents&id=harassment-1", "map", "orbat", "done")
DESK = ("overview", "events&id=gearbox", "incidents", "ahead", "rehearsal", "notes", "review")


@pytest.fixture
def standin() -> Iterator[Standin]:
    made = Standin()
    yield made
    made.close()


class Opened:
    """A page, and what went wrong with it."""

    def __init__(self, browser: Browser, standin: Standin, who: str | None) -> None:
        self.standin = standin
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        if who:
            self.context.add_cookies([{"name": "seat", "value": who, "url": standin.url}])
            # They know the page.
            self.context.add_init_script(
                "for (const one of ['sample', 'looking'])"
                " localStorage.setItem(`renkei:${one}:mrd-ops:toured`, 'true')"
            )
        self.page = self.context.new_page()
        self.page.clock.install()  # goes as it does, and can be put forward
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console",
            lambda told: (
                self.faults.append(told.text) if told.type in ("error", "warning") else None
            ),
        )

    def go(self, fields: str) -> Page:
        """Open the page, or go to a part of it."""
        if self.page.url.startswith(self.standin.url):
            self.page.evaluate("to => { location.hash = to; }", fields)
        else:
            self.page.goto(f"{self.standin.url}#{fields}")
        self.page.wait_for_selector("html[data-ready]", state="attached")
        return self.page


@pytest.fixture
def opens(browser: Browser, standin: Standin) -> Iterator[Any]:
    """Open pages as this or that person; in the end nothing has gone wrong in any."""
    made: list[Opened] = []

    def open_as(who: str | None, fields: str = "lang=en&theme=light") -> Opened:
        one = Opened(browser, standin, who)
        made.append(one)
        one.go(fields)
        return one

    yield open_as
    faults = [fault for one in made for fault in one.faults]
    for one in made:
        one.context.close()
    assert faults == []


def until(page: Page, what: Any, ms: int = 5000) -> None:
    """Wait until something outside the page is so; the page's policy forbids to wait inside it."""
    for _ in range(ms // 25):
        if what():
            return
        page.wait_for_timeout(25)
    raise AssertionError("it did not come about")


def test_people_join_by_code_and_name_and_are_shown_round_once(opens: Any, standin: Any) -> None:
    one = opens(None)
    page = one.page
    page.get_by_label("Code", exact=True).fill("wrong")
    page.get_by_label("Your name").fill("Ann")
    page.get_by_role("button", name="Join").click()
    assert page.get_by_role("alert").inner_text() == "No such code."
    one.faults.clear()  # the browser reports a refusal as an error of its own
    page.get_by_label("Code", exact=True).fill(" 7kq2m-x94tb ")
    page.get_by_role("button", name="Join").click()
    page.get_by_role("dialog").wait_for()
    assert standin.stage.posts[-1] == ("/api/join", {"code": "7kq2m-x94tb", "name": "Ann"})
    tour = page.get_by_role("dialog")
    assert "tense winter" in tour.inner_text()
    page.keyboard.press("Enter")  # the first of its buttons has the focus: skip
    tour.wait_for(state="detached")
    page.get_by_role("button", name="Tour").click()
    for n in range(2, 7):
        page.get_by_role("button", name="Next").click()
        assert f"{n} of 6" in tour.inner_text()
    page.keyboard.press("Escape")
    tour.wait_for(state="detached")
    page.reload()
    page.get_by_role("heading", name="Meridian Joint Command").wait_for()
    assert page.get_by_role("dialog").count() == 0


def test_a_decision_is_drafted_reloaded_undone_and_sent_once(opens: Any, standin: Any) -> None:
    one = opens("mrd-ops")
    page, stage = one.page, standin.stage
    order = [at.get_attribute("data-task") for at in page.locator("[data-task]").all()]
    assert order == ["t2", "t1", "t3", "t4"]
    page.locator("[data-task=t1]").click()
    send = page.get_by_label("How many of Meridian frigates to send")
    send.fill("9")
    send.press("Tab")
    assert send.input_value() == "3"  # no more than are free
    assert "more than 2" in page.locator("fieldset", has_text="Units to send").inner_text()
    assert page.get_by_role("button", name="Finish the task").is_disabled()
    send.fill("2")
    send.press("Tab")
    page.get_by_label("Reason and remarks").fill("Two, because of the convoy.")
    page.reload()
    assert send.input_value() == "2"
    assert page.get_by_label("Reason and remarks").input_value() == "Two, because of the convoy."

    page.get_by_role("button", name="Finish the task").click()
    assert page.locator("[data-task=t1]").count() == 0
    page.get_by_role("button", name="Undo").click()
    assert page.get_by_label("Reason and remarks").input_value() == "Two, because of the convoy."
    page.clock.run_for(UNDO_MS + 500)
    assert stage.actions == []

    # The answer is lost: the page asks again under the same key, and it was done once.
    stage.slow = True
    page.get_by_role("button", name="Finish the task").click()
    page.clock.run_for(UNDO_MS + 500)
    until(page, lambda: page.clock.run_for(1000) or len(stage.actions) >= 2)
    (key, action), *again = stage.actions
    assert again == [(key, action)] * len(again)
    assert action == {
        "do": "finish",
        "task": "t1",
        "outcome": "go-on",
        "units": {"frigate": {"frigates": 2}},
        "text": "Two, because of the convoy.",
    }
    until(page, lambda: page.clock.run_for(1000) or page.locator("[data-task]").count() == 3)
    one.faults.clear()  # the browser reports the lost answer
    # What is open may go while it is looked at.
    stage.view = stage.view.model_copy(update={"tasks": ()})
    stage.notify("task")
    until(page, lambda: page.clock.run_for(1000) or page.get_by_text("Nothing waits").count())


def test_a_refusal_is_told_and_loses_nothing(opens: Any, standin: Any) -> None:
    one = opens("mrd-ops")
    page = one.page
    page.get_by_role("button", name="Write", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Send", exact=True).click()
    assert "Choose who gets it." in dialog.inner_text()
    ally = dialog.get_by_role("checkbox", name="Aurelian Fleet Command")
    ally.check()
    assert "released" in dialog.inner_text()
    dialog.get_by_label("Subject").fill("Escort on Thursday")
    dialog.get_by_label("Passed on with it").select_option(label="Prepare an escort")
    assert "Not released to all" in dialog.inner_text()
    refused = {"en": "It must be released first.", "ja": "先に開示が必要です。"}
    standin.stage.refuse = {"code": "not-released", "text": refused}
    dialog.get_by_role("button", name="Send", exact=True).click()
    page.clock.run_for(UNDO_MS + 500)
    page.get_by_text(refused["en"]).wait_for()
    one.faults.clear()  # the browser reports a refusal as an error of its own
    page.get_by_role("button", name="Write", exact=True).click()
    assert dialog.get_by_label("Subject").input_value() == "Escort on Thursday"
    assert ally.is_checked()


def test_release_asks_first_and_can_be_taken_back(opens: Any, standin: Any) -> None:
    page = opens("mrd-ops", "lang=en&theme=light&view=items&id=i1").page
    assert page.locator("article").get_by_text("Meridia only").count() == 1
    page.get_by_role("button", name="Release to Aurelia").click()
    page.get_by_role("button", name="Release it").click()
    page.get_by_role("button", name="Undo").click()
    page.clock.run_for(UNDO_MS + 500)
    assert standin.stage.actions == []
    page.get_by_role("button", name="Release to Aurelia").click()
    page.get_by_role("button", name="Release it").click()
    page.clock.run_for(UNDO_MS + 500)
    until(page, lambda: len(standin.stage.actions) == 1)
    assert standin.stage.actions[0][1] == {"do": "release", "item": "i1", "to": "AUR"}


def test_a_lost_connection_is_told_and_mends_itself(opens: Any, standin: Any) -> None:
    one = opens("mrd-ops")
    page, stage = one.page, standin.stage
    until(page, lambda: stage.connects == [None])
    stage.notify("item")
    page.wait_for_timeout(600)
    stage.away = True
    page.get_by_text("The connection is lost.").wait_for()
    page.locator("[data-task=t3]").click()
    page.get_by_role("button", name="Take in hand").click()
    page.get_by_text("Waits for the connection").wait_for()
    assert stage.actions == []
    stage.away = False
    page.get_by_text("The connection is lost.").wait_for(state="detached")
    until(page, lambda: len(stage.actions) >= 1)
    assert len({key for key, _ in stage.actions}) == 1
    page.get_by_role("button", name="Let go").wait_for()
    # It says what it had last, and so gets what it missed.
    until(page, lambda: f"sample.{sample.seat_view().event + 1}" in stage.connects)
    one.faults.clear()  # the browser reports what did not answer


def test_names_and_texts_of_people_stay_texts(opens: Any, standin: Any) -> None:
    standin.stage.view = sample.hostile_view()
    one = opens("mrd-ops", "lang=en&theme=light&view=items&id=i1")
    for part in ("items&id=i1", "tasks&id=t1"):
        page = one.go(f"lang=en&theme=light&view={part}")
        page.locator("h2", has_text="window.hurt").wait_for()
        assert page.evaluate("window.hurt") is None
        assert page.locator("#page img, #page script").count() == 0


def readable(page: Page) -> str:
    """Return all that can be read on a page, but for what people wrote and proper names."""
    text = str(
        page.evaluate(
            """() => {
              const walker = document.createTreeWalker(document.getElementById("page"), 4);
              const out = [];
              while (walker.nextNode()) {
                const at = walker.currentNode.parentElement;
                if (at.closest("code, script, style, [lang]:not(html)")) continue;
                out.push(walker.currentNode.textContent);
              }
              for (const at of document.querySelectorAll("[aria-label], [placeholder], [title]"))
                for (const name of ["aria-label", "placeholder", "title"])
                  out.push(at.getAttribute(name) ?? "");
              return out.join("\\n");
            }"""
        )
    )
    for one in sample.WRITTEN:
        for line in (one, *one.split("\n")):
            text = text.replace(line, "")
    return text


# Names of the field, of zones and of programs, and the grammar of conditions.
BOTH = {
    "UTC",
    "Parquet",
    "New York",
    "Amsterdam",
    "London",
    "Excel",
    "MSEL",
    "EN",
    "Natural",
    "Earth",
}
BOTH |= {"renkei", "serve"}  # the command that opens a downloaded file
BOTH |= {"COCOM", "OPCON", "TACON", "ADCON", "COORDINATION", "Enter"}


def test_a_language_leaves_nothing_of_the_other(opens: Any) -> None:
    for who, parts in (("mrd-ops", SEAT), ("desk", DESK)):
        one = opens(who, f"lang=ja&theme=light&view={parts[0]}")
        for part in parts:
            page = one.go(f"lang=ja&theme=light&view={part}")
            page.wait_for_timeout(120)
            text = readable(page)
            assert set(re.findall(r"[A-Za-z]{2,}", text)) <= BOTH, part
        page.get_by_role("button", name="EN", exact=True).click()
        for part in parts:
            page = one.go(f"lang=en&theme=light&view={part}")
            page.wait_for_timeout(120)
            assert page.evaluate("document.documentElement.lang") == "en"
            assert re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]+", readable(page)) == [], part


def serious(page: Page, theme: str) -> list[Any]:
    """Return what axe-core finds serious."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if theme == "dark":  # only colours differ between the themes
        options["runOnly"] = ["color-contrast"]
    found = page.evaluate("to => axe.run({exclude: ['[aria-hidden]']}, to)", options)
    return [
        (one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_stands_in_the_way(opens: Any, theme: str) -> None:
    axe = AXE.read_text(encoding="utf-8")
    # Map, order of battle and swimlane are those of the page of a run, and looked at there.
    seat, desk = (
        ("tasks&id=t1", "items&id=i5"),
        ("overview", "events&id=gearbox", "ahead", "review", "rehearsal"),
    )
    if theme == "dark":  # of the same colours
        seat, desk = seat[:1], (*desk[1:3], "rehearsal")
    for who, parts in ((None, ("",)), ("mrd-ops", seat), ("desk", desk)):
        one = opens(who, f"lang=en&theme={theme}&view={parts[0]}")
        one.page.evaluate(axe)
        for part in parts:
            page = one.go(f"lang=en&theme={theme}&view={part}")
            if part == "ahead":
                page.get_by_role("button", name="Look ahead", exact=True).click()
                page.get_by_text("62 %").wait_for()
            if part == "rehearsal":
                page.get_by_role("button", name="Rehearse", exact=True).click()
                page.locator("table svg .bar").first.wait_for()
            page.wait_for_timeout(120)
            assert serious(page, theme) == [], part
        if who == "mrd-ops":
            page.get_by_role("button", name="Write", exact=True).click()
            assert serious(page, theme) == []


def test_older_messages_are_fetched_by_keyboard_and_then_searched(opens: Any, standin: Any) -> None:
    standin.stage.view = sample.seat_view(older_items=4)
    one = opens("mrd-ops", "lang=en&theme=light&view=items&id=i1")
    page = one.page
    rows = page.locator("[data-item]")
    newest = rows.count()
    page.get_by_text("Older than these: 4.").wait_for()
    more = page.get_by_role("button", name="Fetch older ones")
    more.press("Enter")
    until(page, lambda: rows.count() == newest + 2)
    page.get_by_text("Older than these: 2.").wait_for()
    # What comes meanwhile does not put away what was fetched.
    standin.stage.notify("item")
    page.locator("#search").fill("patrol report")
    page.get_by_text("Older messages, not searched yet: 2.").wait_for()
    assert page.get_by_text("Patrol report 4", exact=True).count() == 1
    page.get_by_role("button", name="Fetch older ones").press("Enter")
    page.get_by_text("Patrol report 1", exact=True).wait_for()
    assert page.get_by_role("button", name="Fetch older ones").count() == 0
    one.go("lang=ja&theme=light&view=items&id=o1")
    page.get_by_role("heading", name="哨戒報告1").wait_for()
    assert rows.count() == newest + 4


FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const inner = at.querySelector(".catch, .ring");
  return [at.tagName, at.innerText?.trim() || at.getAttribute("aria-label") || at.id,
    (style.outlineStyle !== "none" && style.outlineWidth !== "0px")
    || (inner !== null && getComputedStyle(inner).stroke !== "none")];
}"""


@pytest.mark.parametrize(("who", "part"), [("mrd-ops", "tasks&id=t1"), ("desk", "events")])
def test_the_keyboard_reaches_everything(opens: Any, who: str, part: str) -> None:
    page = opens(who, f"lang=en&theme=light&view={part}").page
    page.wait_for_timeout(150)
    page.locator(".skip").focus()
    reached = []
    for _ in range(120):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None:
            break
        reached.append(at)
    assert [at for at in reached if not at[2]] == []
    focusable = page.locator(
        "a[href]:visible, button:enabled:visible, select:enabled:visible, textarea:visible, "
        "input:enabled:visible:not([type=radio], [type=file])"
    ).count()
    assert len(reached) >= focusable - 1  # less the link that the walk began from


OVER = """() => {
  const wide = document.documentElement.clientWidth;
  const out = [];
  for (const at of document.querySelectorAll("#page *")) {
    if (at.closest(".scroll, .tip, .hidden, .skip, svg *")) continue;
    const box = at.getBoundingClientRect();
    if (box.width > 0 && (box.right > wide + 1 || box.left < -1))
      out.push(`${at.tagName} ${at.getAttribute("class")} ${box.right}`);
  }
  return out;
}"""
"""Things that stand out of the page at a side."""


def test_nothing_is_cut_off(opens: Any) -> None:
    for who, parts in (("mrd-ops", SEAT), ("desk", DESK)):
        one = opens(who, f"lang=ja&theme=light&view={parts[0]}")
        # 1280 is where columns begin to stand side by side; one wide page for all.
        for part, width in (*product(parts, (768, 1280)), (parts[0], 1920)):
            page = one.go(f"lang=ja&theme=light&view={part}")
            page.set_viewport_size({"width": width, "height": 900})
            for _ in range(50):  # what is drawn anew for the width comes a moment later
                over = page.evaluate(OVER)
                if not over:
                    break
                page.wait_for_timeout(100)
            assert over == [], (part, width)
            wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(wider) <= 0, (part, width)


def test_the_instructor_runs_the_clock_and_the_events_list(opens: Any, standin: Any) -> None:
    page = opens("desk", "lang=en&theme=light&view=events").page
    stage = standin.stage
    bar = page.get_by_role("group", name="Clock")
    bar.get_by_role("button", name="Go on").click()
    page.get_by_text("Runs at 10×").wait_for()
    bar.get_by_role("button", name="Freeze").click()
    page.get_by_text("Frozen for a discussion").wait_for()
    bar.get_by_label("Speed").select_option("60")
    bar.get_by_role("button", name="Step", exact=True).click()
    bar.get_by_label("Moment to run until").fill("2031-01-15T18:00")
    bar.get_by_role("button", name="Run until").click()
    until(page, lambda: len(stage.posts) == 5)
    told = [body for path, body in stage.posts if path == "/api/clock"]
    assert [body["command"] for body in told] == ["go-on", "freeze", "speed", "step", "until"]
    assert [body.get("value") for body in told[2:]] == [60, 0.25, pytest.approx(42.0)]

    page.get_by_role("button", name="Approve: Second launch from the north").click()
    until(page, lambda: len(stage.actions) == 1)
    assert stage.actions[0][1] == {"do": "approve", "line": "launch-2", "approved": True}
    page.get_by_role("button", name="Frigate loses its gearbox", exact=True).click()
    card = page.locator(".card")
    assert "Replans with what is left" in card.inner_text()
    assert "(bot)" in card.inner_text()
    card.get_by_role("button", name="Delay").click()
    card.get_by_role("button", name="1 h", exact=True).click()
    until(page, lambda: len(stage.actions) == 2)
    assert stage.actions[1][1] == {"do": "delay", "line": "gearbox", "at_h": 47.0}

    page.get_by_role("button", name="Add an event").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Save").click()
    assert "Give it a subject." in dialog.inner_text()
    dialog.get_by_label("Subject").fill("Fuel barge aground")
    dialog.get_by_role("checkbox", name="Meridian Flotilla").check()
    dialog.get_by_label("From").fill("Harbour master")
    dialog.get_by_role("textbox", name="Time").fill("2031-01-15T20:30")
    dialog.get_by_role("button", name="Save").click()
    until(page, lambda: len(stage.actions) == 3)
    put = stage.actions[2][1]
    assert (put["line"], put["sender"], put["at_h"]) == ("line-6", "Harbour master", 44.5)

    page.locator("input[type=file]").set_input_files(
        {"name": "msel.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": b"PK"}
    )
    page.get_by_text("Changes: 1. Rejected rows: 1.").wait_for()
    assert "No such headquarters." in page.get_by_role("dialog", name="msel.xlsx").inner_text()


def test_the_instructor_sees_what_a_seat_sees_and_can_do_nothing_there(opens: Any) -> None:
    page = opens("desk").page
    page.get_by_role("button", name="View as Meridian Joint Command, operations").click()
    page.get_by_text("You see exactly what").wait_for()
    page.get_by_role("heading", name="Decide on the escort").or_(
        page.get_by_role("heading", name="Approve the warning")
    ).first.wait_for()
    for name in ("Write", "Finish the task", "Take in hand", "Let go", "Leave"):
        assert page.get_by_role("button", name=name, exact=True).count() == 0
    page.get_by_role("button", name="Back to the desk").click()
    page.get_by_role("heading", name="Instructor's desk").wait_for()


def test_the_clock_runs_between_two_views(opens: Any, standin: Any) -> None:
    running = sample.clock(running=True, stands="", speed=600.0)
    standin.stage.view = sample.seat_view(clock=running)
    page = opens("mrd-ops").page
    shown = page.locator("#clock [data-now]")
    now = lambda: float(shown.get_attribute("data-now") or "nan")  # noqa: E731
    until(page, lambda: now() > sample.NOW + 0.05)
    assert page.locator("#clock").get_by_text("Meridian capital").count() == 1
    assert "15:" in page.locator("#clock .there").inner_text()
