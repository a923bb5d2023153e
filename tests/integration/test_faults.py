"""Short forms of ``bench.faults``: real servers that are killed, filled up and rushed."""

from pathlib import Path

import pytest
from bench.faults import ack_order, crash, disk_full, lost_worker, races

pytestmark = pytest.mark.slow

TRACE = """\
71 fsync(9</data/files>) = 0
71 fsync(12</data/files/partial/0190/tmp1>) = 0
71 rename("/data/files/partial/0190/tmp1", "/data/files/ab/abcd") = 0
71 fsync(12</data/files/ab> <unfinished ...>
70 write(5</data/log>, "something else"..., 14) = 14
71 <... fsync resumed>) = 0
71 fdatasync(7</data/volary.db-wal>) = 0
70 sendto(20<socket:[1]>, "HTTP/1.1 201 Created\\r\\n"..., 900, MSG_NOSIGNAL, NULL, 0) = 900
71 fsync(12</data/files/partial/0190/tmp2>) = -1 EIO (Input/output error)
71 fdatasync(7</data/volary.db-wal> <unfinished ...>
70 writev(20<socket:[1]>, [{iov_base="HTTP/1.1 201 Created\\r\\n"..., iov_len=24}], 1) = 24
71 <... fdatasync resumed>) = 0
"""


def _url(database_url: str) -> str | None:
    """None where the server is to use SQLite in its own folder."""
    return None if database_url.startswith("sqlite") else database_url


def test_a_crash_loses_no_acknowledged_flight_and_leaves_no_half_one() -> None:
    counted = crash.run(uploads=12, kills=3)
    assert counted["kills"] == 3
    assert counted["acknowledged"] == 12 + 3  # each restart is followed by one more
    assert counted["sent"] == counted["acknowledged"] + counted["cut_off"]


def test_file_folder_and_database_are_synced_before_the_answer() -> None:
    if (reason := ack_order.reason_to_skip()) is not None:
        pytest.skip(reason)
    counted = ack_order.run(uploads=4)
    assert counted["in_order"] == 4


def test_the_trace_reader_tells_a_sync_that_came_too_late() -> None:
    good, late = ack_order.windows_of(TRACE.splitlines())
    assert (good.status, late.status) == (201, 201)
    assert ack_order.missing_syncs(good, Path("/data")) == []
    missing = ["the file", "its folder", "the database"]
    assert ack_order.missing_syncs(late, Path("/data")) == missing


def test_a_full_disk_is_refused_in_words_and_recovers() -> None:
    counted = disk_full.under_limit()
    if "skipped" in counted:
        pytest.skip(counted["skipped"])
    assert counted["stored"] > 0
    assert counted["refused"]
    assert counted["after"] == 3


def test_a_flight_is_done_although_its_worker_was_killed() -> None:
    counted = lost_worker.run(rounds=1)
    assert counted == {"workers_killed": 1, "filed_as_pending": 1, "done": 1}


def test_fifty_at_once_make_one_flight_of_one_file_and_twelve_of_an_allowance(
    database_url: str,
) -> None:
    counted = races.run(url=_url(database_url))
    assert counted["same_file"] == {"201": 1, "200": 49}
    assert counted["free_tier"] == {"201": 12, "403": 38}
