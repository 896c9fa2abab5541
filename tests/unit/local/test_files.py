"""What a kill or a failure interrupts never looks finished."""

from pathlib import Path

import pytest
from assay_local.files import make_whole, write_whole


def test_a_folder_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    def fill_half(scratch: Path) -> None:
        (scratch / "first").touch()
        raise ConnectionError

    with pytest.raises(ConnectionError):
        make_whole(tmp_path / "jars", fill_half)
    assert not (tmp_path / "jars").exists()


def test_a_second_try_starts_from_nothing_and_leaves_no_scraps(tmp_path: Path) -> None:
    leftover = tmp_path / ".jars.0123"
    leftover.mkdir()
    made = make_whole(tmp_path / "jars", lambda scratch: (scratch / "whole").touch())
    assert [file.name for file in made.iterdir()] == ["whole"]
    assert not leftover.exists()


def test_a_whole_folder_is_not_made_again(tmp_path: Path) -> None:
    (tmp_path / "jars").mkdir()
    make_whole(tmp_path / "jars", lambda scratch: pytest.fail("made again"))


def test_writing_replaces_the_text_and_keeps_others_out(tmp_path: Path) -> None:
    path = tmp_path / "env"
    write_whole(path, "old")
    write_whole(path, "new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o077 == 0
    assert [file.name for file in tmp_path.iterdir()] == ["env"]
