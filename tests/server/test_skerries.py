"""The packaged exercise, served: what the pages get of it, and what a restart keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.server.asking import Served, in_loop, served

from renkei.exercise.definition import read_definition
from renkei.exercise.futures import Outset, run_futures
from renkei.server.played import Player
from renkei.server.starting import begun, exercises, free_name, is_kept
from renkei.server.store import Store

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:openpyxl")


@pytest.fixture(scope="module")
def player() -> Player:
    return Player()


async def run_to(exercise: Served, hour: float) -> None:
    desk = await exercise.joined("desk")
    await desk.post("/api/clock", {"command": "until", "value": hour})
    while exercise.front.room.clock.running:
        await exercise.pass_time(0.1)


@in_loop
async def test_people_work_and_a_restart_keeps_all(player: Player, tmp_path: Path) -> None:
    path = tmp_path / "one.exercise"
    store = begun(path, read_definition(exercises()["skerries"]))
    async with served(store, player) as exercise:
        desk = await exercise.joined("desk")
        ann = await exercise.joined("mrd-operations", "Ann")
        await desk.post("/api/clock", {"command": "jump"})
        while exercise.front.room.clock.running:
            await exercise.pass_time(0.1)
        view = (await ann.get("/api/view")).json
        task = view["tasks"][0]
        assert (await ann.act("a-key-of-1", do="claim", task=task["id"])).status == 200
        done = await ann.act("a-key-of-2", do="finish", task=task["id"], outcome="go-on")
        assert done.status == 200
        again = await ann.act("a-key-of-2", do="finish", task=task["id"], outcome="go-on")
        assert again.body == done.body
        assert (await ann.act("a-key-of-3", do="finish", task=task["id"])).status == 404
        text = "Two frigates. <b>Now</b>"
        sent = await ann.act(
            "a-key-of-4",
            do="send", receivers=["meridian-flotilla"], subject="How many?", text=text,
        )  # fmt: skip
        assert sent.status == 200
        await run_to(exercise, 3.0)
        flotilla = await exercise.joined("mrd-flotilla", "Ben")
        assert text in [item["text"] for item in (await flotilla.get("/api/view")).json["items"]]
        fleet = await exercise.joined("aur-fleet", "Cleo")
        for what in ("view", "ground"):
            as_fleet = (await desk.get(f"/api/{what}?as=aur-fleet")).body
            assert as_fleet == (await fleet.get(f"/api/{what}")).body
        assert text not in (await fleet.get("/api/view")).body.decode()
        for incident in (await desk.get("/api/view")).json["incidents"]:
            for client in (ann, fleet, desk):
                answer = await client.get(f"/api/response/{incident['id']}")
                known = {one["id"] for one in (await client.get("/api/view")).json["incidents"]}
                assert answer.status == (200 if incident["id"] in known else 404)
        workbook = await desk.get("/api/lines.xlsx")
        kind = workbook.headers["content-type"]
        preview = await desk.post("/api/lines.xlsx?preview=1", workbook.body, content_type=kind)
        assert preview.json == {"changes": [], "rejected": []}
        seats = ("mrd-operations", "mrd-flotilla", "aur-fleet", "aur-forward", "desk")
        room = exercise.front.room
        before = {seat: room.shown.view(seat) for seat in seats}
        notices = {seat: room.playing.notices(seat, 0) for seat in seats}
    async with served(Store.opened(path), player) as exercise:
        room = exercise.front.room
        assert {seat: room.playing.notices(seat, 0) for seat in seats} == notices
        assert {seat: room.shown.view(seat) for seat in seats} == before


def test_processes_that_are_asked_nothing_answer_nothing() -> None:
    content = read_definition(exercises()["skerries"]).to_bytes()
    nothing = Outset(snapshot=None, chosen={}, incidents=(), begins_h=0.0, until_h=0.0)
    assert run_futures(content, nothing, [0, 1]).reached_h.shape == (2, 0)


def test_names_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert free_name("skerries") == Path("skerries.exercise")
    Path("skerries.exercise").touch()
    assert free_name("skerries") == Path("skerries-2.exercise")
    assert free_name("../../etc/pass wd") == Path("etc-pass-wd.exercise")
    assert free_name("…") == Path("exercise.exercise")
    Path("other").write_bytes(b"SQLite format 3\0 and more")
    assert is_kept(Path("other"))
    assert is_kept(Path("missing.exercise"))
    assert not is_kept(Path("missing.yaml"))
