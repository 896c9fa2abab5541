"""The copy of control.v1: the last word on each key wins."""

from uuid import UUID

import pytest
from assay_contracts.v1 import gateway_pb2 as pb
from assay_ingest.bus.control import ControlCopy
from assay_ingest.domain.project import ProjectRules
from google.protobuf.message import DecodeError

PROJECT, OTHER = UUID(int=7), UUID(int=8)
TRACE = bytes(range(16))


def say(copy: ControlCopy, about: str, revision: int = 1, **state: object) -> None:
    copy.apply(about, pb.ControlRecord(revision=revision, **state).SerializeToString())  # type: ignore[arg-type]  # oneof


def test_an_unseen_key_is_not_dead_and_an_unseen_project_has_the_defaults() -> None:
    copy = ControlCopy()
    assert not copy.key_is_dead("k", 10)
    assert copy.project(PROJECT) == ProjectRules()
    assert copy.deleted_at_ns(PROJECT, TRACE) is None


def test_a_revoked_key_is_dead_at_once_and_an_expiring_one_in_time() -> None:
    copy = ControlCopy()
    say(copy, "key/gone", key=pb.KeyState(key_id="gone", revoked_at_ns=99))
    say(copy, "key/ends", key=pb.KeyState(key_id="ends", expires_at_ns=50))
    assert copy.key_is_dead("gone", 10)
    assert not copy.key_is_dead("ends", 49)
    assert copy.key_is_dead("ends", 50)


def test_a_projects_record_replaces_the_one_before() -> None:
    copy = ControlCopy()
    say(copy, f"project/{PROJECT}", 3, project=pb.ProjectState(retention_days=5, suspended=True))
    assert copy.project(PROJECT) == ProjectRules(suspended=True, retention_days=5, revision=3)
    say(copy, f"project/{PROJECT}", 4, project=pb.ProjectState(ingest_spans_per_s=9))
    assert copy.project(PROJECT) == ProjectRules(spans_per_s=9, revision=4)
    assert copy.project(OTHER) == ProjectRules()
    assert copy.revision == 4


def test_a_tombstone_forgets() -> None:
    copy = ControlCopy()
    say(copy, f"project/{PROJECT}", project=pb.ProjectState(suspended=True))
    copy.apply(f"project/{PROJECT}", None)
    assert not copy.project(PROJECT).suspended


def test_the_newest_of_a_traces_and_its_projects_marks_counts() -> None:
    copy = ControlCopy()
    say(copy, f"delete/{PROJECT}/{TRACE.hex()}", deletion=pb.Deletion(deleted_at_ns=50))
    assert copy.deleted_at_ns(PROJECT, TRACE) == 50
    assert copy.deleted_at_ns(PROJECT, bytes(16)) is None
    assert copy.deleted_at_ns(OTHER, TRACE) is None
    say(copy, f"project/{PROJECT}", project=pb.ProjectState(deleted_at_ns=70))
    assert copy.deleted_at_ns(PROJECT, TRACE) == 70


def test_a_price_book_is_kept_whole() -> None:
    copy = ControlCopy()
    say(copy, "prices/*", prices=pb.PriceBook(project="*", rows=[pb.PriceRow(id="a")]))
    book = copy.price_book("*")
    assert book is not None
    assert [row.id for row in book.rows] == ["a"]


def test_bytes_that_are_no_record_change_nothing() -> None:
    copy = ControlCopy()
    with pytest.raises(DecodeError):
        copy.apply(f"project/{PROJECT}", b"\xff\xff")
    assert copy.project(PROJECT) == ProjectRules()
