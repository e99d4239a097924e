"""What a message of a long day leaves behind in memory: the exercise, its file and the streams.

Sixty seats of the packaged exercise, fifteen in each of four headquarters, send 9,600 messages over
eight hours of the exercise, each to its own headquarters, so that sixteen viewers hear of it. A
seat of each headquarters and the instructor look at every hundredth. No network, no pages: what is
measured is the resident memory of the process that holds the exercise. By the first eighth the
newest that views and streams hold are there; what comes after is what a day adds.

Run as ``python benchmarks/exercise_memory.py``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.exercise_load import HEADQUARTERS, SEATS, memory_mb

from renkei.exercise import actions
from renkei.exercise.definition import read_definition
from renkei.exercise.seats_file import with_seats
from renkei.server.hub import Hub
from renkei.server.played import Player
from renkei.server.room import News, Room
from renkei.server.starting import begun, exercises

HOURS, SPEED, LOOKED_AFTER = 8.0, 120.0, 100


def main() -> None:
    """Play the day, and print the memory by eighths."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=9600)
    asked = parser.parse_args()
    clock = [0.0]
    with tempfile.TemporaryDirectory() as folder:
        seats = Path(folder) / "seats.yaml"
        each = (f"  s{n:02d}: {{headquarters: {HEADQUARTERS[n % 4]}}}\n" for n in range(SEATS))
        seats.write_text("seats:\n" + "".join(each))
        definition = with_seats(read_definition(exercises()["skerries"]), seats)
        room = Room(
            begun(Path(folder) / "day.exercise", definition), Player(1), real_s=lambda: clock[0]
        )
        ids = list(room.playing.seats)
        hub = Hub(room.branch, {who: room.playing.last_notice(who) for who in ("desk", *ids)}, 5)

        def tell(news: News) -> None:
            for who, notices in news.notices.items():
                hub.tell(who, notices)

        for seat in ids:
            tell(room.take(seat, f"P {seat}"))
        tell(room.command("start", None))
        tell(room.command("speed", SPEED))
        luck, marks = random.Random(1), []
        for n in range(asked.messages):
            clock[0] += HOURS * 3600 / SPEED / asked.messages
            tell(room.tick())
            seat = luck.choice(ids)
            # As it comes in: each text is an object of its own.
            said = actions.Send(
                receivers=(room.playing.seats[seat].headquarters,),
                subject=f"message {n}",
                text="x" * 400 + str(n),
            ).model_dump_json()
            action = actions.SEAT_ACTION.validate_json(said)
            digest = hashlib.sha256(said.encode()).digest()
            tell(room.act(seat, f"memory-{n:08d}", digest, action)[1])
            if n % LOOKED_AFTER == 0:
                for who in (*ids[:4], "desk"):
                    room.shown.view(who)
            if n % (asked.messages // 8) == 0:
                marks.append(memory_mb(os.getpid()))
        marks.append(memory_mb(os.getpid()))
        room.close()
    print("memory by eighths [MiB]:", ", ".join(f"{one:.1f}" for one in marks))
    each_kb = (marks[-1] - marks[1]) * 1024 / (asked.messages * 7 / 8)
    print(f"after the first eighth: {each_kb:.2f} KiB a message")


if __name__ == "__main__":
    main()
