"""Migrations go forward, in order, and an applied file never changes."""

from pathlib import Path

import pytest
from assay_kit.lifecycle import StartupRefused
from assay_kit.migrate import Migration, pending, read_migrations

FIRST = Migration(1, "0001_create_a.sql", "CREATE TABLE a;")
SECOND = Migration(2, "0002_create_b.sql", "CREATE TABLE b;")


def _write(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_text("SELECT 1;\n")
    return folder


def test_files_are_read_in_order_of_their_numbers(tmp_path: Path) -> None:
    found = read_migrations(_write(tmp_path, "0002_add_b.sql", "0001_create_a.sql"))
    assert [migration.name for migration in found] == ["0001_create_a.sql", "0002_add_b.sql"]


@pytest.mark.parametrize(
    "names", [("0002_b.sql",), ("0001_a.sql", "0003_c.sql"), ("0001_a.sql", "0001_b.sql"), ("x.sql",)]
)
def test_a_gap_a_repeat_or_a_bad_name_is_refused(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(StartupRefused):
        read_migrations(_write(tmp_path, *names))


def test_only_what_the_ledger_lacks_is_pending() -> None:
    assert pending([FIRST, SECOND], {1: FIRST.checksum}) == [SECOND]


def test_a_file_changed_after_it_was_applied_is_refused() -> None:
    with pytest.raises(StartupRefused, match="0001_create_a"):
        pending([FIRST], {1: SECOND.checksum})


def test_statements_end_at_a_semicolon_that_ends_a_line() -> None:
    sql = "-- about\nCREATE TABLE a (x String DEFAULT ';');\n\nINSERT INTO a\nVALUES (1);\n-- the end\n"
    assert Migration(1, "n", sql).statements == [
        "-- about\nCREATE TABLE a (x String DEFAULT ';')",
        "INSERT INTO a\nVALUES (1)",
    ]
