"""The packaged exercise as people play it in browsers: an instructor and four seats."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

SEATS = {
    "mrd-operations": "Ann",
    "mrd-commander": "Ben",
    "aur-fleet": "Cleo",
    "aur-forward": "Dan",
}


@pytest.fixture
def told(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Serve the exercise; return what the server says of itself."""
    main = "import sys; from renkei.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", main, "serve", "skerries", "--json", "--port", "0"]
    command += ["--out", str(tmp_path / "day.exercise")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("}"):
                break
        try:
            yield json.loads("".join(lines))
        finally:
            process.terminate()
            process.communicate(timeout=30)


def until(page: Page, what: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is so."""
    for _ in range(int(seconds * 10)):
        if what():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come about")


def test_from_join_to_review(browser: Browser, told: dict[str, Any]) -> None:
    faults: list[str] = []

    def join(who: str, name: str) -> Page:
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.on("pageerror", lambda error: faults.append(f"{who}: {error}"))
        page.clock.install()
        page.goto(f"{told['address']}#code={told['codes'][who]}")
        page.get_by_label("Your name").fill(name)
        page.get_by_role("button", name="Join").click()
        page.locator("#part-tasks" if who != "desk" else "#part-overview").wait_for()
        if who != "desk":
            page.keyboard.press("Escape")  # the tour
            page.get_by_role("dialog").wait_for(state="detached")
        assert told["codes"][who] not in page.url
        return page

    desk = join("desk", "Eve")
    pages = {who: join(who, name) for who, name in SEATS.items()}
    ops, fleet = pages["mrd-operations"], pages["aur-fleet"]
    rows = {who: desk.locator(f"tr[data-seat={who}]") for who in (*SEATS, "mrd-flotilla")}
    until(desk, lambda: all(name in rows[who].inner_text() for who, name in SEATS.items()))
    assert "bot" in rows["mrd-flotilla"].inner_text()
    bar = desk.get_by_role("group", name="Clock")

    def on_to_a_task() -> Page:
        """Let the clock run to the next task of a person; return that person's page."""
        bar.get_by_role("button", name="To the next human decision").click()
        until(desk, lambda: desk.get_by_text("Stands: a person decides").count() == 1)
        found: list[Page] = []

        def has_work(page: Page) -> bool:
            return page.get_by_role("button", name="Finish the task").count() == 1

        until(desk, lambda: found.extend(filter(has_work, pages.values())) or found)
        # Seats are not told that the clock waits for one of them.
        assert "Stands" not in "".join(
            page.locator("#clock").inner_text() for page in pages.values()
        )
        return found[0]

    def finish(page: Page) -> None:
        before = page.locator("[data-task]").count()
        page.get_by_role("button", name="Finish the task").click()
        page.clock.run_for(7000)
        until(page, lambda: page.get_by_text("Undo", exact=True).count() == 0)
        until(page, lambda: page.locator("[data-task]").count() <= before)

    # The first task; a reload in the middle of its draft loses nothing.
    page = on_to_a_task()
    assert page is ops
    page.get_by_label("Reason and remarks").fill("As rehearsed.")
    page.reload()
    assert page.get_by_label("Reason and remarks").input_value() == "As rehearsed."
    finish(page)
    page.locator("#part-done").click()
    page.get_by_text("Ann", exact=True).last.wait_for()
    page.locator("#part-tasks").click()

    # A message across the border takes its way; the ally sees it only once it is there.
    ops.get_by_role("button", name="Write", exact=True).click()
    dialog = ops.get_by_role("dialog")
    dialog.get_by_role("checkbox", name="Meridian Flotilla").check()
    dialog.get_by_label("Subject").fill("How many frigates?")
    dialog.get_by_role("button", name="Send", exact=True).click()
    ops.clock.run_for(7000)
    ops.locator("#part-items").click()
    ops.locator("[data-item]", has_text="How many frigates?").wait_for()
    fleet.locator("#part-items").click()
    assert fleet.locator("[data-item]", has_text="How many frigates?").count() == 0

    # A lost connection is told, and mends itself; the instructor sees whose page is gone.
    fleet.context.set_offline(True)
    until(fleet, lambda: fleet.clock.run_for(1000) or fleet.get_by_text("is lost").count())
    fleet.context.set_offline(False)
    until(fleet, lambda: fleet.clock.run_for(1000) or not fleet.get_by_text("is lost").count())
    fleet.goto("about:blank")
    until(desk, lambda: "no connection" in rows["aur-fleet"].inner_text())
    fleet.goto(told["address"])
    until(desk, lambda: "no connection" not in rows["aur-fleet"].inner_text())

    # The instructor sees exactly what a seat sees.
    desk.get_by_role("button", name="View as Meridian operations").click()
    desk.locator("#part-items").click()
    desk.locator("[data-item]", has_text="How many frigates?").wait_for()
    desk.get_by_role("button", name="Back to the desk").click()

    # Who leaves is played by a bot.
    ops.locator("#part-tasks").click()
    finish(on_to_a_task())
    for who, one in pages.items():
        one.get_by_role("button", name="Leave").click()
        one.get_by_label("Your name").wait_for()
        until(desk, lambda who=who: "bot" in rows[who].inner_text())

    # To the end, and what came of it.
    bar.get_by_role("button", name="To the next human decision").click()
    until(desk, lambda: desk.get_by_text("The exercise is over").count() == 1)
    desk.locator("#part-review").click()
    desk.get_by_text("simulated runs of the same day").wait_for(timeout=120_000)
    review = desk.locator("main").inner_text()
    assert "As rehearsed." in review
    assert "Harassment in the Skerries" in review
    assert "were quicker" in review
    again = join("aur-fleet", "Cleo")
    again.locator("#part-review").click()
    again.get_by_text("simulated runs of the same day").wait_for(timeout=120_000)
    assert "As rehearsed." not in again.locator("main").inner_text()
    assert faults == []
