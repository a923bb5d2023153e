"""Listing flights when very many are stored."""

import datetime as dt
import hashlib
import random
import statistics
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import insert

from bench.common import Report
from bench.server import Client, Server
from volary.app.config import load
from volary.app.volary import Volary
from volary.core.logbook.model import Flight, StoredFile

_FLIGHTS = 100_000
_OWN = 20_000
_BATCH = 5_000
_ASKED = 200
_ROUNDS = 5
_BAR_MS = 15


def run() -> dict[str, object]:
    report = Report()
    server = Server()
    try:
        nums = [server.add_user(f"pilot{number}@example.org") for number in range(5)]
        _fill(server, nums)
        server.start()
        client = server.sign_in("pilot0@example.org")
        paths = {
            "own flights, first page": "/api/v1/flights",
            "own flights, 200th page": "/api/v1/flights?offset=10000",
            "own public flights of a month": "/api/v1/flights?visibility=public&from=2024-05-01"
            "&to=2024-05-31",
            "another pilot's public flights": f"/api/v1/flights?user_id={nums[1]}",
        }
        for what, path in paths.items():
            cost, bytes_ = _cost(server, client, path)
            note = f"{_OWN:,} own of {_FLIGHTS:,}, {bytes_ / 1024:.0f} KiB"
            report.under(f"page of 50: {what}", cost * 1000, _BAR_MS, "ms CPU", note)
    finally:
        server.stop()
        server.remove()
    return report.as_dict()


def _cost(server: Server, client: Client, path: str) -> tuple[float, int]:
    """CPU seconds of the server for one request, and the size of the answer."""
    answer = client.get(path)
    assert answer.status == 200, answer.body[:500]
    assert answer.json["data"]["count"] == 50, answer.json["data"]["count"]
    costs = []
    for _ in range(_ROUNDS):
        before = server.usage()
        for _ in range(_ASKED // _ROUNDS):
            client.get(path)
        costs.append(server.usage().since(before).tree_s / (_ASKED // _ROUNDS))
    return statistics.median(costs), len(answer.body)


def _fill(server: Server, accounts: list[int]) -> None:
    """Rows as uploads leave them, without the uploads."""
    volary = Volary.build(load({"data": server.data}, {}))
    try:
        rows = _rows(accounts)
        for _ in range(_FLIGHTS // _BATCH):
            batch = [next(rows) for _ in range(_BATCH)]
            files = [
                {"digest": row["file_digest"], "size": 500_000, "created_at": row["created_at"]}
                for row in batch
            ]
            with volary.db.connect_for_write() as connection:
                connection.execute(insert(StoredFile.__table__), files)
                connection.execute(insert(Flight.__table__), batch)
    finally:
        volary.close()


def _rows(accounts: list[int]) -> Iterator[dict[str, Any]]:
    chance = random.Random(1)  # noqa: S311  # a spread of rows, no secret
    levels = ("private", "public", "unlisted", "authenticated")
    first = dt.datetime(2019, 1, 1, 11, tzinfo=dt.UTC)
    for number in range(_FLIGHTS):
        takeoff = first + dt.timedelta(days=chance.randrange(2700), minutes=chance.randrange(300))
        account = accounts[0] if number < _OWN else chance.choice(accounts[1:])
        yield {
            "id": uuid.UUID(int=chance.getrandbits(128), version=4),
            "account_num": account,
            "file_digest": hashlib.sha256(b"%d" % number).hexdigest(),
            "file_name": f"flight-{number}.igc",
            "title": f"Flight number {number}",
            "notes": "A note of some length about the day and the wind. " * 4,
            "visibility": chance.choice(levels),
            "locked": False,
            "late_upload": False,
            "share_generation": 0,
            "analysis_status": "done",
            "analysis_version": 1,
            "date_flown": takeoff.date(),
            "takeoff_at": takeoff,
            "landing_at": takeoff + dt.timedelta(hours=3),
            "tz_offset_s": 7200,
            "duration_s": 10_800,
            "distance_m": chance.uniform(5e3, 3e5),
            "max_alt_m": chance.uniform(1000, 4000),
            "gain_total_m": chance.uniform(500, 6000),
            "avg_speed_mps": chance.uniform(5, 12),
            "max_speed_mps": chance.uniform(12, 20),
            "launch_lat": chance.uniform(45, 48),
            "launch_lon": chance.uniform(6, 14),
            "landing_lat": chance.uniform(45, 48),
            "landing_lon": chance.uniform(6, 14),
            "league": "xcontest",
            "xc_points": chance.uniform(5, 300),
            "xc_shape": "free_flight",
            "longest_xc_m": chance.uniform(5e3, 2e5),
            "longest_xc_shape": "free_flight",
            "created_at": takeoff + dt.timedelta(hours=5),
            "updated_at": takeoff + dt.timedelta(hours=5),
        }
