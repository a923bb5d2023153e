"""Task declarations, whole, partial and broken."""

from volary.formats import igc

FIX = "B1101355206343N00006198WA0058700558"


def read(*lines: str) -> igc.IgcFile:
    return igc.read("\n".join(["HFDTE160701", *lines, FIX]).encode())


def test_the_last_declaration_with_points_counts() -> None:
    file = read(
        "C150701213841160701000100First",
        "C5111359N00101899WA",
        "C150701223841160701000200Second",
        "C5209092N00255227WB",
        "C150701233841160701000300Empty",
    )
    assert [task.name for task in file.tasks] == ["First", "Second", "Empty"]
    assert file.task == file.tasks[1]


def test_unknown_dates_and_counts_are_none_and_zero() -> None:
    task = read("C2009201937050000000000-2 Competition task", "C3752648N12156076WHome").task
    assert task is not None
    assert task.flight_date is None
    assert task.turnpoint_count == 0
    assert task.name == "Competition task"


def test_a_point_of_zeros_means_none_given() -> None:
    task = read("C0000000N00000000ELANDING", "C3752648N12156076WHome").task
    assert task is not None
    assert [point.is_given for point in task.points] == [False, True]
    assert task.declared_at is None


def test_a_line_that_is_neither_is_reported() -> None:
    file = read("C15070121384116070100010", "C5111359N00101899")
    assert file.tasks == ()
    assert [(entry.code, entry.line) for entry in file.diagnostics] == [
        ("bad_task", 2),
        ("bad_task", 3),
    ]


def test_no_task_at_all() -> None:
    assert read().task is None
