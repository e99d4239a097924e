"""What the application answers, to whom, and what it refuses."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.server.asking import PAGE, Allowances, Allowed, Served, in_loop, made_store, served
from tests.server.toy import BEGINS_H, LASTS_H, Toy, ToyEntry, ToySeat

from renkei._base.errors import ResultsError
from renkei.server.front import Away
from renkei.server.page import policy
from renkei.server.sessions import LASTS_S, Sessions, read_name
from renkei.server.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return made_store(tmp_path / "one.exercise")


def state(exercise: Served) -> tuple[Any, ...]:
    """Return all that follows from the log, and the log in the file."""
    toy = exercise.front.room.playing
    assert isinstance(toy, Toy)
    views = [toy.seat_view(seat).model_dump_json() for seat in toy.seats]
    return (
        views,
        toy.desk_view().model_dump_json(),
        {who: list(feed) for who, feed in toy.feeds.items()},
        list(exercise.front.room.store.entries()),
    )


# --- coming in -------------------------------------------------------------------------------


@in_loop
async def test_join_view_leave(store: Store) -> None:
    async with served(store) as exercise:
        client = exercise.client()
        assert (await client.get("/api/me")).json == {"who": None, "name": ""}
        assert (await client.get("/api/view")).status == 401
        answer = await client.join(exercise.codes["red-1"].lower().replace("-", " "), "  Ann  Lee ")
        assert answer.json == {"who": "red-1", "name": "Ann Lee"}
        for part in ("HttpOnly", "SameSite=strict", "Path=/"):
            assert part in answer.cookie
        assert "Secure" not in answer.cookie
        me = (await client.get("/api/me")).json
        assert me == answer.json | {"exercise": exercise.front.room.family}
        view = (await client.get("/api/view")).json
        assert (view["me"]["id"], view["me"]["person"]) == ("red-1", "Ann Lee")
        assert (await client.post("/api/leave", {})).status == 200
        assert (await client.get("/api/view")).status == 401
        assert exercise.front.room.playing.people == {}


@in_loop
async def test_a_cookie_over_tls_is_secure(store: Store) -> None:
    async with served(store) as exercise:
        client = exercise.client(scheme="https")
        cookie = (await client.join(exercise.codes["red-1"])).cookie
        assert cookie.startswith("__Host-renkei-")
        assert "Secure" in cookie
        assert (await client.get("/api/view")).status == 200


@in_loop
async def test_wrong_codes_are_counted_by_address_and_in_all(store: Store) -> None:
    few = Allowances(wrong_codes=Allowed(3, 0), wrong_codes_in_all=Allowed(5, 0))
    async with served(store, allowances=few) as exercise:
        one = exercise.client(address="10.0.0.1")
        wrong = [(await one.join(code)).status for code in ("x", "00000-00000", "", "0000000001")]
        assert wrong == [403, 403, 403, 429]
        # All at once is no way round, nor is the right code after them.
        two = exercise.client(address="10.0.0.2")
        both = await asyncio.gather(*(two.join("00000-00000") for _ in range(10)))
        assert sorted(answer.status for answer in both) == [403] * 2 + [429] * 8
        three = exercise.client(address="10.0.0.3")
        assert (await three.join(exercise.codes["red-1"])).status == 429


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ann", "Ann"),
        ("  山田 太郎 ", "山田 太郎"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("e\u0301", "é"),
        ("नमस्ते\u200d", "नमस्ते\u200d"),
        ("", None),
        ("   ", None),
        ("a\u202eb", None),
        ("a\x00b", None),
        ("a\x1b[2Jb", None),
        ("\u200d", None),
        ("x" * 61, None),
        ("\ufeff", None),
    ],
)
def test_names(typed: str, name: str | None) -> None:
    assert read_name(typed) == name


def test_a_line_break_in_a_name_is_a_blank() -> None:
    assert read_name("Ann\nLee") == "Ann Lee"


@in_loop
async def test_a_hostile_name_is_kept_as_text(store: Store) -> None:
    async with served(store) as exercise:
        name = "</script><script>alert(1)</script>"
        client = await exercise.joined("red-1", name)
        answer = await client.get("/api/view")
        assert answer.json["me"]["person"] == name
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"


@in_loop
async def test_two_in_one_seat_and_a_bot_when_both_are_gone(store: Store) -> None:
    async with served(store) as exercise:
        ann, ben = await exercise.joined("red-1", "Ann"), await exercise.joined("red-1", "Ben")
        people = exercise.front.room.playing.people
        assert people["red-1"] == "Ann, Ben"
        await ann.post("/api/leave", {})
        assert people["red-1"] == "Ben"
        await ben.post("/api/leave", {})
        assert "red-1" not in people


@in_loop
async def test_joining_again_ends_the_session_before(store: Store) -> None:
    async with served(store) as exercise:
        client = await exercise.joined("red-1")
        before = exercise.client(cookie=client.cookie)
        await client.join(exercise.codes["blue-1"])
        assert (await before.get("/api/view")).status == 401
        assert (await client.get("/api/me")).json["who"] == "blue-1"
        assert exercise.front.room.playing.people == {"blue-1": "Ann"}


@in_loop
async def test_a_code_given_anew_ends_what_the_old_one_began(store: Store) -> None:
    async with served(store) as exercise:
        desk = await exercise.joined("desk")
        thief = await exercise.joined("red-1", "Thief")
        page = thief.stream()
        await page.until(lambda page: page.events)
        other = await exercise.joined("red-2")
        code = (await desk.post("/api/seats/red-1/code", {})).json["code"]
        await page.until(lambda page: page.ended)
        assert page.events[-1].kind == "out"
        assert (await thief.get("/api/view")).status == 401
        assert (await thief.join(exercise.codes["red-1"])).status == 403
        assert (await other.get("/api/view")).status == 200
        assert (await exercise.client().join(code)).status == 200
        view = (await desk.get("/api/view")).json
        assert {seat["id"]: seat["code"] for seat in view["seats"]}["red-1"] == code
        assert (await desk.post("/api/seats/desk/code", {})).status == 404


@in_loop
async def test_a_session_lasts_so_long_and_no_longer(store: Store) -> None:
    now = [0.0]
    async with served(store) as exercise:
        exercise.front.sessions = Sessions(store, exercise.front.sessions.keys, lambda: now[0])
        client = await exercise.joined("red-1")
        now[0] = LASTS_S - 1
        assert (await client.get("/api/view")).status == 200
        now[0] = LASTS_S
        assert (await client.get("/api/view")).status == 401


@in_loop
async def test_sessions_and_codes_outlast_the_process(tmp_path: Path) -> None:
    path = tmp_path / "one.exercise"
    async with served(made_store(path)) as exercise:
        client = await exercise.joined("red-1")
        code = exercise.codes["blue-1"]
        cookie = client.cookie
    async with served(Store.opened(path)) as exercise:
        again = exercise.client(cookie=cookie)
        assert (await again.get("/api/me")).json["who"] == "red-1"
        assert exercise.front.room.playing.people == {"red-1": "Ann"}
        del code  # the fixture gives new ones; the old are checked in the store's tests


# --- who may ask -----------------------------------------------------------------------------


@in_loop
async def test_what_a_seat_may_not_is_as_what_does_not_exist(store: Store) -> None:
    async with served(store) as exercise:
        await exercise.front.call(lambda: exercise.front.room.playing.advance(BEGINS_H + 1))
        seat = await exercise.joined("red-1")
        nothing = await seat.get("/api/no-such-thing")
        assert nothing.status == 404
        answers = [
            await seat.get("/api/view?as=blue-1"),
            await seat.get("/api/view?as=nobody"),
            await seat.get("/api/view?as=red-1"),
            await seat.get("/api/events?as=blue-1"),
            await seat.get("/api/response/incident-BLUE"),
            await seat.get("/api/response/incident-GREEN"),
            await seat.get("/api/response/nonsense"),
            await seat.post("/api/clock", {"command": "start"}),
            await seat.post("/api/back", {"at_h": 0}),
            await seat.post("/api/seats/blue-1/code", {}),
            await seat.post("/api/ahead", {"futures": 10}),
            await seat.post("/api/ahead", {"incident": "incident-BLUE"}),
            await seat.get("/api/lines.xlsx"),
            await seat.get("/api/tables.zip"),
            await seat.get("/api/rehearsal"),
            await seat.get("/api/exercise.file"),
            await seat.post("/api/lines.xlsx", b"x"),
            await seat.post("/api/view", {}),
            await seat.get("/api/act"),
        ]
        for answer in answers:
            assert (answer.status, answer.body) == (404, nothing.body)
            assert answer.headers.keys() == nothing.headers.keys()
        assert (await seat.get("/api/response/incident-RED")).status == 200


@in_loop
async def test_items_and_tasks_of_others_are_as_those_that_do_not_exist(store: Store) -> None:
    async with served(store) as exercise:
        await exercise.front.call(lambda: exercise.front.room.playing.advance(BEGINS_H + 2))
        seat = await exercise.joined("red-1")
        for do, of in (("read", "item"), ("claim", "task"), ("finish", "task")):
            theirs = await seat.act("a-key-of-1", do=do, **{of: f"{of}-BLUE-0005"})
            none = await seat.act("a-key-of-1", do=do, **{of: "nonsense"})
            assert (theirs.status, theirs.body) == (none.status, none.body)
            assert theirs.status == 404


@in_loop
async def test_the_instructor_looks_as_a_seat_and_sees_the_same_bytes(store: Store) -> None:
    async with served(store) as exercise:
        await exercise.front.call(lambda: exercise.front.room.playing.advance(BEGINS_H + 3))
        desk, seat = await exercise.joined("desk"), await exercise.joined("blue-2")
        for path in ("/api/view", "/api/ground", "/api/response/incident-BLUE"):
            assert (await desk.get(f"{path}?as=blue-2")).body == (await seat.get(path)).body
        assert (await desk.get("/api/response/incident-RED?as=blue-2")).status == 404
        assert (await desk.get("/api/view?as=nobody")).status == 404
        page = desk.stream("as=blue-2")
        await page.until(lambda page: page.events)
        mine = seat.stream()
        await mine.until(lambda page: page.events)
        await exercise.front.call(lambda: exercise.front.room.playing.advance(BEGINS_H + 4))
        await exercise.front.change(exercise.front.room.tick)
        await mine.until(lambda page: page.numbers)
        await page.until(lambda other: other.numbers == mine.numbers)
        assert [e.data for e in page.events if e.id] == [e.data for e in mine.events if e.id]
        await page.close()
        await mine.close()


@in_loop
async def test_other_sites_and_other_hosts_are_refused(store: Store) -> None:
    async with served(store) as exercise:
        seat = await exercise.joined("red-1")
        act = {"key": "a-key-of-1", "action": {"do": "leave"}}
        for headers in (
            {"origin": "http://evil.test"},
            {"origin": "null"},
            {"origin": None},
            {"origin": "http://127.0.0.1:9999"},
            {"origin": "https://127.0.0.1:8000"},
            {"origin": None, "sec_fetch_site": "cross-site"},
            {"sec_fetch_site": "same-site"},
            {"sec_fetch_site": "cross-site"},
            {"sec_fetch_site": "none"},
        ):
            answer = await seat.post("/api/act", act, **headers)
            assert (answer.status, answer.json["code"]) == (403, "origin"), headers
        assert "red-1" in exercise.front.room.playing.people
        for site in ("same-site", "cross-site"):
            assert (await seat.get("/api/view", **{"sec-fetch-site": site})).status == 403
        assert (await seat.get("/", **{"sec-fetch-site": "cross-site"})).status == 200
        for host, status in (
            ("evil.test:8000", 403),
            ("exercise.test", 200),
            ("EXERCISE.test.:80", 200),
            ("localhost:8000", 200),
            ("red.localhost:8000", 200),
            ("192.168.1.7:8000", 200),
            ("[::1]:8000", 200),
            ("", 403),
            ("127.0.0.1.evil.test", 403),
        ):
            assert (await exercise.client(host=host).get("/api/me")).status == status, host
        answer = await seat.post("/api/act", act, origin=None, sec_fetch_site="same-origin")
        assert answer.status == 200


@in_loop
async def test_bodies_are_json_of_their_form_and_no_larger_than_allowed(store: Store) -> None:
    async with served(store) as exercise:
        seat = await exercise.joined("red-1")
        key = "a-key-of-1"
        for body, status in (
            (b"", 422),
            (b"{", 422),
            (b"[" * 60_000, 422),
            (b'{"key":"' + key.encode() + b'","action":{"do":"leave"}}x', 422),
            ({"key": "short", "action": {"do": "leave"}}, 422),
            ({"key": key, "action": {"do": "leave", "more": 1}}, 422),
            ({"key": key, "action": {"do": "pin", "text": "x"}}, 422),
            ({"key": key, "action": {"do": "nothing"}}, 422),
            ({"key": key, "action": {"do": "read", "item": "x\x00"}}, 422),
            ({"key": key, "action": {"do": "read", "item": "x" * 70_000}}, 413),
            (b'{"key":"' + key.encode() + b'","action":{"do":"read","item":"\\ud800"}}', 422),
        ):
            answer = await seat.post("/api/act", body)
            assert answer.status == status, body
            assert set(answer.json) == {"code", "text"}
            assert set(answer.json["text"]) == {"en", "ja"}
        body = {"key": key, "action": {"do": "leave"}}
        assert (await seat.post("/api/act", body, content_type="text/plain")).status == 422
        assert (await seat.post("/api/act", body, content_length="99999999")).status == 413
        # A body longer than it said it was.
        long = await seat.post("/api/act", b"x" * 70_000, content_length="10")
        assert long.status == 413


@in_loop
async def test_who_asks_too_often_waits(store: Store) -> None:
    few = Allowances(asks=Allowed(5, 0), acts=Allowed(2, 0), arrivals=Allowed(30, 0))
    async with served(store, allowances=few) as exercise:
        one = await exercise.joined("red-1")
        acts = [(await one.act(f"a-key-of-{n}", do="read", item="x")).status for n in range(3)]
        assert acts == [404, 404, 429]
        asks = [(await one.get("/api/view")).status for _ in range(3)]
        assert asks == [200, 200, 429]
        # Others are not slowed down by it, until all of an address ask too often.
        two = await exercise.joined("red-2")
        assert (await two.get("/api/view")).status == 200
        many = [(await two.get("/api/me")).status for _ in range(40)]
        assert many[-1] == 429
        assert (await exercise.client(address="10.0.0.9").get("/api/me")).status == 200


@in_loop
async def test_every_answer_has_its_headers(store: Store) -> None:
    async with served(store) as exercise:
        seat = await exercise.joined("red-1")
        stranger = exercise.client()
        for answer in (
            await seat.get("/"),
            await seat.get("/api/view"),
            await seat.get("/nothing"),
            await stranger.get("/api/view"),
            await exercise.client(host="evil.test").get("/"),
        ):
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_policy_names_the_scripts_of_the_page() -> None:
    # By hand: printf 1 | openssl dgst -sha256 -binary | base64
    found = policy(PAGE)
    assert "script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='" in found
    assert "unsafe-eval" not in found
    assert "script-src 'none'" in policy(b"<html></html>")


@in_loop
async def test_a_fault_tells_nothing_and_is_in_the_log(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(store) as exercise:
        seat = await exercise.joined("red-1")

        def fails(who: str) -> bytes:
            raise KeyError(f"secret of BLUE asked by {who}")

        monkeypatch.setattr(exercise.front.room.shown, "ground", fails)
        answer = await seat.get("/api/ground")
        assert (answer.status, answer.json["code"]) == (500, "failed")
        assert b"secret" not in answer.body
        assert "KeyError" in caplog.text


@in_loop
async def test_no_secret_is_in_the_log(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with served(store) as exercise:
        client = await exercise.joined("red-1")
        await client.join("00000-00000")
        await client.act("a-key-of-1", do="nothing")
        for secret in (*exercise.codes.values(), client.cookie.partition("=")[2]):
            assert secret not in caplog.text


# --- actions ---------------------------------------------------------------------------------


@in_loop
async def test_an_action_is_done_once_whatever_is_sent_again(store: Store) -> None:
    async with served(store) as exercise:
        seat = await exercise.joined("red-1")
        send = {"do": "send", "receivers": ["hq-red-2"], "subject": "once"}
        answers = await asyncio.gather(*(seat.act("a-key-of-1", **send) for _ in range(20)))
        assert {(answer.status, answer.body) for answer in answers} == {(200, answers[0].body)}
        items = (await seat.get("/api/view")).json["items"]
        assert [item["subject"]["en"] for item in items] == ["once"]
        other = await seat.act("a-key-of-1", **(send | {"subject": "another"}))
        assert (other.status, other.json["code"]) == (422, "key")
        # The key is the seat's: another seat may have the same.
        two = await exercise.joined("red-2")
        assert (await two.act("a-key-of-1", do="read", item=items[0]["id"])).status == 200


@in_loop
async def test_an_answer_does_not_tell_how_much_others_do(store: Store) -> None:
    async with served(store) as exercise:
        red, blue = await exercise.joined("red-1"), await exercise.joined("blue-1")
        send = {"do": "send", "receivers": [], "subject": "x"}
        first = await red.act("a-key-of-1", **(send | {"receivers": ["hq-red-1"]}))
        for n in range(10):
            await blue.act(f"a-key-of-{n}", **(send | {"receivers": ["hq-blue-1"]}))
        second = await red.act("a-key-of-2", **(send | {"receivers": ["hq-red-1"]}))
        assert second.json["event"] - first.json["event"] == 1
        assert set(second.json) == {"event"}


@in_loop
async def test_an_action_that_cannot_be_kept_was_not_done(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(store) as exercise:
        seat = await exercise.joined("red-1")
        before = state(exercise)
        append = Store.append

        def full(*given: Any) -> None:
            raise ResultsError("the disk is full")

        monkeypatch.setattr(Store, "append", full)
        send = {"do": "send", "receivers": ["hq-red-2"], "subject": "kept?"}
        answer = await seat.act("a-key-of-1", **send)
        assert (answer.status, answer.json["code"]) == (503, "not-kept")
        assert state(exercise) == before
        monkeypatch.setattr(Store, "append", append)
        assert (await seat.act("a-key-of-1", **send)).status == 200
        assert len((await seat.get("/api/view")).json["items"]) == 1


@in_loop
async def test_who_takes_a_seat_is_who_joined(store: Store) -> None:
    async with served(store) as exercise:
        seat = await exercise.joined("red-1", "Ann")
        await seat.act("a-key-of-1", do="leave")
        assert exercise.front.room.playing.people == {}
        await seat.act("a-key-of-2", do="take", person="The Instructor")
        assert exercise.front.room.playing.people == {"red-1": "Ann"}


@in_loop
async def test_all_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "one.exercise"
    async with served(made_store(path)) as exercise:
        desk, seat = await exercise.joined("desk"), await exercise.joined("red-1")
        await desk.post("/api/clock", {"command": "speed", "value": 600})
        await desk.post("/api/clock", {"command": "start"})
        await exercise.pass_time(20)
        await seat.act("a-key-of-1", do="send", receivers=["hq-red-2"], subject="軍 ☃", text="x\ny")
        await exercise.pass_time(3)
        before = state(exercise)
        now_h = exercise.front.room.playing.now_h
    async with served(Store.opened(path)) as exercise:
        assert exercise.front.room.playing.now_h == now_h
        assert exercise.front.room.clock.stands == "paused"
        assert state(exercise) == before


@in_loop
async def test_a_copy_is_the_exercise_as_it_is_without_a_way_in(
    store: Store, tmp_path: Path
) -> None:
    async with served(store) as exercise:
        desk, seat = await exercise.joined("desk"), await exercise.joined("red-1")
        await desk.post("/api/clock", {"command": "step", "value": 0.5})
        await exercise.pass_time(1)
        await seat.act("a-key-of-1", do="send", receivers=["hq-red-2"], subject="x")
        answer = await desk.get("/api/exercise.file")
        assert answer.headers["content-disposition"] == 'attachment; filename="one.exercise"'
        copy = tmp_path / "copy.exercise"
        copy.write_bytes(answer.body)
        before = state(exercise)
    opened = Store.opened(copy)
    assert opened.codes() == {}
    async with served(opened) as again:
        assert state(again) == before
        cookie = again.client(cookie=desk.cookie)
        assert (await cookie.get("/api/view")).status == 401


@in_loop
async def test_a_scheduled_start_survives_a_restart(tmp_path: Path) -> None:
    path, day = tmp_path / "one.exercise", [1_000_000.0]
    now = lambda: day[0]  # noqa: E731
    async with served(made_store(path), wall_s=now) as exercise:
        desk = await exercise.joined("desk")
        await desk.post("/api/clock", {"command": "start", "value": 600})
        await desk.post("/api/clock", {"command": "speed", "value": 60})
    day[0] += 200
    async with served(Store.opened(path), wall_s=now) as exercise:
        assert exercise.front.room.shown.clock_of("desk").starts_in_s == 400
        await exercise.pass_time(399)
        assert exercise.front.room.clock.stands == "not started"
        # Killed here: nothing is written at the end.
        shutil.copy(path, tmp_path / "two.exercise")
        shutil.copy(f"{path}-wal", tmp_path / "two.exercise-wal")
    for late_s, stands in ((899, ""), (901, "not started")):
        day[0] = 1_000_600.0 + late_s
        copy = tmp_path / f"{late_s}.exercise"
        for end in ("", "-wal"):
            shutil.copy(tmp_path / f"two.exercise{end}", f"{copy}{end}")
        async with served(Store.opened(copy), wall_s=now) as exercise:
            assert exercise.front.room.clock.stands == stands
            await exercise.pass_time(1)
        # Begun or given up, it is scheduled no more.
        with closing(Store.opened(copy)) as kept:
            assert kept.clock().starts_at is None


# --- time ------------------------------------------------------------------------------------


@in_loop
async def test_the_clock_by_command(store: Store) -> None:
    async with served(store) as exercise:
        desk, seat = await exercise.joined("desk"), await exercise.joined("red-1")

        async def command(command: str, value: float | None = None) -> Any:
            return (await desk.post("/api/clock", {"command": command, "value": value})).json

        assert (await seat.get("/api/view")).json["clock"]["stands"] == "not started"
        clock = await command("start", 60)
        assert (clock["stands"], clock["starts_in_s"]) == ("not started", 60)
        await exercise.pass_time(61)
        assert (await command("speed", 600))["running"]
        await exercise.pass_time(6)
        clock = await command("freeze")
        assert clock["now_h"] == pytest.approx(1.0, abs=0.05)
        assert (await seat.act("a-key-of-1", do="send", receivers=["hq-red-2"], subject="x")).json[
            "code"
        ] == "frozen"
        await command("go-on")
        await command("until", 2)
        await exercise.pass_time(5)
        clock = (await seat.get("/api/view")).json["clock"]
        assert (clock["now_h"], clock["stands"]) == (2.0, "paused")
        await command("step", 0.25)
        await exercise.pass_time(5)
        # red-1's next task: the step of hour 3.0, of nation RED.
        await command("jump")
        await exercise.pass_time(5)
        assert (await desk.get("/api/view")).json["clock"]["stands"] == "decision"
        clock = (await seat.get("/api/view")).json["clock"]
        assert (clock["now_h"], clock["stands"]) == (4.0, "paused")
        for wrong, value in (("speed", 0), ("until", 1), ("step", 0), ("until", 99)):
            answer = await desk.post("/api/clock", {"command": wrong, "value": value})
            assert answer.status == 422, wrong
        await command("until", LASTS_H)
        await exercise.pass_time(5)
        assert (await command("pause"))["stands"] == "over"
        assert (await desk.post("/api/clock", {"command": "start"})).json["code"] == "over"
        assert (await seat.act("a-key-of-2", do="send", receivers=["hq-red-2"], subject="x")).json[
            "code"
        ] == "over"


@in_loop
async def test_slices_and_sleeps_change_nothing(tmp_path: Path) -> None:
    """A day with pauses, sleeps and speeds: each event once, in order, as in one stretch."""
    straight = Toy(b"{}")
    straight.advance(BEGINS_H + LASTS_H)
    async with served(made_store(tmp_path / "one.exercise")) as exercise:
        desk = await exercise.joined("desk")
        page = desk.stream()
        await page.until(lambda page: page.events)
        for command, value, real_s in (
            ("start", None, 3), ("speed", 600, 7), ("pause", None, 2), ("go-on", None, 1),
            ("step", 1.5, 2), ("go-on", None, 4), ("freeze", None, 1), ("jump", None, 1),
        ):  # fmt: skip
            await desk.post("/api/clock", {"command": command, "value": value})
            await exercise.pass_time(real_s)
            exercise.clock[0] += 40.0  # asleep
            await exercise.pass_time(0.2)
        await desk.post("/api/clock", {"command": "until", "value": LASTS_H})
        while exercise.front.room.clock.running:
            await exercise.pass_time(0.1)
        toy = exercise.front.room.playing
        assert toy.feeds == straight.feeds
        await page.until(lambda page: len(page.numbers) == len(straight.feeds["desk"]))
        assert page.numbers == list(range(1, len(page.numbers) + 1))
        await page.close()


@in_loop
async def test_back_to_an_earlier_moment_in_a_file_of_its_own(tmp_path: Path) -> None:
    async with served(made_store(tmp_path / "one.exercise")) as exercise:
        desk, seat = await exercise.joined("desk"), await exercise.joined("red-1")
        page = seat.stream()
        await page.until(lambda page: page.events)
        send = {"do": "send", "receivers": ["hq-red-2"]}
        await seat.act("a-key-of-1", **send, subject="early")
        await desk.post("/api/clock", {"command": "step", "value": 2})
        await exercise.pass_time(3)
        late = await seat.act("a-key-of-2", **send, subject="late")
        assert (await desk.post("/api/back", {"at_h": 3})).status == 422
        assert (await desk.post("/api/back", {"at_h": 1})).json == {"url": "/"}
        await page.until(lambda page: page.ended)
        assert page.events[-1].kind == "anew"
        view = (await seat.get("/api/view")).json
        assert view["clock"]["now_h"] == 1.0
        subjects = [item["subject"]["en"] for item in view["items"] if item["sender"] != "model"]
        assert subjects == ["early"]
        # What was done on the branch left is not done here when it is sent again.
        assert (await seat.act("a-key-of-2", **send, subject="late")).body == late.body
        again = seat.stream(last_event_id="deadbeef.57")
        await again.until(lambda page: page.events)
        assert again.numbers == []
        await again.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "one-back-1.exercise",
        "one.exercise",
    ]
    with closing(Store.opened(tmp_path / "one.exercise")) as first:
        assert len(list(first.entries())) == 3
    with closing(Store.opened(tmp_path / "one-back-1.exercise")) as branch:
        assert len(list(branch.entries())) == 2
        assert branch.about()["parent"].startswith(b"one.exercise ")


@in_loop
async def test_the_events_list_as_a_workbook(store: Store) -> None:
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    async with served(store) as exercise:
        desk = await exercise.joined("desk")
        down = await desk.get("/api/lines.xlsx?lang=ja")
        assert (down.headers["content-type"], down.body[:2]) == (xlsx, b"PK")
        preview = await desk.post("/api/lines.xlsx?preview=1", b"one\ntwo", content_type=xlsx)
        assert preview.json["changes"] == [
            {"row": 2, "change": "added", "what": "x", "details": []}
        ]
        assert preview.json["rejected"][0]["why"]["en"] == "wrong"
        assert (await desk.get("/api/view")).json["notes"] == []
        taken = await desk.post("/api/lines.xlsx", b"one\ntwo", content_type=xlsx)
        assert taken.body == preview.body
        assert [n["text"] for n in (await desk.get("/api/view")).json["notes"]] == ["one", "two"]
        assert (await desk.post("/api/lines.xlsx", b"x")).status == 422
        large = await desk.post("/api/lines.xlsx", b"x" * 5_000_000, content_type=xlsx)
        assert large.status == 413


@in_loop
async def test_a_review_is_joint_or_of_a_nation(store: Store) -> None:
    async with served(store) as exercise:
        desk, seat = await exercise.joined("desk"), await exercise.joined("red-1")
        assert (await seat.get("/api/review")).json["code"] == "not-over"
        assert (await desk.get("/api/review")).status == 200
        await desk.post("/api/clock", {"command": "until", "value": LASTS_H})
        await exercise.pass_time(3)
        joint = (await desk.get("/api/review")).body
        assert b"secret-of-RED" in joint
        assert b"secret-of-BLUE" in joint
        mine = (await seat.get("/api/review")).body
        assert b"secret-of-RED" in mine
        assert b"secret-of-BLUE" not in mine
        assert (await seat.get("/api/review?nation=BLUE")).body == mine
        assert (await desk.get("/api/review?nation=RED")).body == mine
        assert (await desk.get("/api/review?nation=GREEN")).status == 404
        seats = exercise.front.room.playing.seats
        seats["red-1"] = ToySeat("", "hq-shared")  # nations share it: the joint one is not its own
        assert (await seat.get("/api/review")).status == 404


# --- streams ---------------------------------------------------------------------------------


@in_loop
async def test_a_page_that_comes_again_gets_exactly_what_it_missed(store: Store) -> None:
    async with served(store) as exercise:
        seat, desk = await exercise.joined("red-1"), await exercise.joined("desk")
        page = seat.stream()
        await page.until(lambda page: page.events)
        assert page.events[0].data["kind"] == "clock"
        await desk.post("/api/clock", {"command": "step", "value": 2})
        await exercise.pass_time(2)
        await page.until(lambda page: len(page.numbers) > 5)
        await page.close()
        last = [event.id for event in page.events if event.id][2]
        await desk.post("/api/clock", {"command": "step", "value": 20})
        await exercise.pass_time(2)
        total = exercise.front.room.playing.last_notice("red-1")
        again = seat.stream(last_event_id=last)
        await again.until(lambda page: page.numbers and page.numbers[-1] == total)
        assert again.numbers == list(range(page.numbers[2] + 1, total + 1))
        await again.close()


@in_loop
async def test_more_missed_than_is_kept(store: Store) -> None:
    async with served(store) as exercise:
        desk = await exercise.joined("desk")
        page = desk.stream()
        await page.until(lambda page: page.events)
        page.full = asyncio.Event()  # it takes nothing any more
        await desk.post("/api/clock", {"command": "until", "value": LASTS_H})
        await exercise.pass_time(2)
        total = exercise.front.room.playing.last_notice("desk")
        assert total > 500
        page.full.set()
        await page.until(lambda page: page.numbers and page.numbers[-1] == total)
        assert page.numbers == list(range(1, total + 1))
        await page.close()


@in_loop
async def test_a_page_that_takes_nothing_is_let_go(store: Store) -> None:
    impatient = Allowances(patience_s=0.05)
    async with served(store, allowances=impatient) as exercise:
        seat = await exercise.joined("red-1")
        page = seat.stream()
        page.full = asyncio.Event()
        async with asyncio.timeout(5):
            while not page.ended:
                await asyncio.sleep(0.01)
        assert not exercise.front.hub.streams
        page.full.set()
        await page.close()


@in_loop
async def test_one_stream_too_many_ends_the_oldest(store: Store) -> None:
    async with served(store, allowances=Allowances(streams=2)) as exercise:
        seat = await exercise.joined("red-1")
        pages = [seat.stream() for _ in range(3)]
        await pages[0].until(lambda page: page.ended)
        await pages[2].until(lambda page: page.events)
        assert not pages[1].ended
        for page in pages:
            await page.close()


@in_loop
async def test_ids_that_are_none(store: Store) -> None:
    async with served(store) as exercise:
        seat = await exercise.joined("red-1")
        branch = exercise.front.room.branch
        for had in ("", "x", f"{branch}.", f"{branch}.-1", f"{branch}.99999999", f"{branch}.１"):
            page = seat.stream(last_event_id=had)
            await page.until(lambda page: page.events)
            assert page.numbers == []
            await page.close()


@in_loop
async def test_a_bot_takes_over_and_hands_back(store: Store) -> None:
    async with served(store, away=Away("bot", 0.05)) as exercise:
        seat = await exercise.joined("red-1", "Ann")
        people = exercise.front.room.playing.people
        page = seat.stream()
        await page.until(lambda page: page.events)
        await asyncio.sleep(0.15)
        assert people == {"red-1": "Ann"}
        assert (await seat.get("/api/view")).json["me"]["connected"]
        await page.close()
        async with asyncio.timeout(5):
            while people:
                await asyncio.sleep(0.01)
        page = seat.stream()
        await page.until(lambda page: page.events)
        assert people == {"red-1": "Ann"}
        await page.close()
        entries = [ToyEntry.from_json(line) for line in exercise.front.room.store.entries()]
        assert [entry.action.do for entry in entries[:3]] == ["take", "leave", "take"]


@in_loop
async def test_the_clock_stands_when_somebody_is_away_where_that_is_wanted(store: Store) -> None:
    async with served(store, away=Away("pause", 0.05)) as exercise:
        seat, desk = await exercise.joined("red-1"), await exercise.joined("desk")
        page = seat.stream()
        await page.until(lambda page: page.events)
        await desk.post("/api/clock", {"command": "start"})
        await page.close()
        async with asyncio.timeout(5):
            while exercise.front.room.clock.running:
                await asyncio.sleep(0.01)
        assert exercise.front.room.playing.people == {"red-1": "Ann"}


@in_loop
async def test_who_is_connected_is_told_to_its_nation_and_the_instructor(store: Store) -> None:
    async with served(store) as exercise:
        desk, red, blue = [await exercise.joined(who) for who in ("desk", "red-1", "blue-1")]
        pages = [client.stream() for client in (desk, red, blue)]
        for page in pages:
            await page.until(lambda page: page.events)
        other = await exercise.joined("red-2")
        mine = other.stream()

        def seats(page: Any) -> list[Any]:
            return [
                event for event in page.events if event.data.get("kind") == "seats" and not event.id
            ]

        await pages[0].until(seats)
        await pages[1].until(seats)
        connected = False
        async with asyncio.timeout(5):
            while not connected:
                (colleague,) = (await red.get("/api/view")).json["colleagues"]
                connected = colleague["connected"]
        before = len(pages[2].events)
        await mine.close()
        await asyncio.sleep(0.05)
        assert len(pages[2].events) == before
        for page in pages:
            await page.close()


def test_errors_of_the_server_are_in_both_languages() -> None:
    from renkei.exercise.clock import CannotRun
    from renkei.server import refusing

    for name, make in vars(refusing).items():
        if callable(make) and getattr(make, "__module__", "") == refusing.__name__:
            refused = make(CannotRun("speed")) if name == "of_clock" else make()
            assert refused.text.en != refused.text.ja
            assert json.dumps(refused.text.model_dump())
