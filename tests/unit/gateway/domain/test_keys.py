"""What a presented key is worth."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from assay_gateway.domain.keys import ApiKey, KeyRecord, Peppers, Verdict, judge

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SECRET = "s" * 32
OLD, NEW = b"old pepper", b"new pepper"
PEPPERS = Peppers({"1": OLD, "2": NEW})


def a_key(*, expires_at: datetime | None = None, revoked_at: datetime | None = None) -> ApiKey:
    return ApiKey(
        id="0123456789ab",
        project_id=UUID(int=1),
        name="k",
        scopes=("read",),
        last_four="abcd",
        created_by="user:1",
        created_at=NOW,
        expires_at=expires_at,
        last_used_at=None,
        revoked_at=revoked_at,
    )


def a_record(key: ApiKey | None = None, peppers: Peppers = PEPPERS) -> KeyRecord:
    return KeyRecord(key or a_key(), peppers.seal(SECRET), project_suspended=False, project_deleted=False)


def test_a_good_key_is_active() -> None:
    assert judge(a_record(), SECRET, PEPPERS, NOW) is Verdict.ACTIVE


def test_a_key_sealed_with_the_older_pepper_stays_good() -> None:
    assert judge(a_record(peppers=Peppers({"1": OLD})), SECRET, PEPPERS, NOW) is Verdict.ACTIVE


def test_a_key_whose_pepper_is_no_longer_live_is_unknown() -> None:
    assert judge(a_record(peppers=Peppers({"0": b"gone"})), SECRET, PEPPERS, NOW) is Verdict.UNKNOWN


def test_a_pepper_version_reused_for_other_bytes_opens_nothing() -> None:
    assert judge(a_record(peppers=Peppers({"2": OLD})), SECRET, PEPPERS, NOW) is Verdict.UNKNOWN


@pytest.mark.parametrize("record", [None, a_record(), a_record(a_key(revoked_at=NOW))], ids=["none", "live", "revoked"])
def test_without_the_secret_every_key_looks_unknown(record: KeyRecord | None) -> None:
    assert judge(record, "x" * 32, PEPPERS, NOW) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("record", "verdict"),
    [
        (a_record(a_key(revoked_at=NOW)), Verdict.REVOKED),
        (a_record(a_key(expires_at=NOW)), Verdict.EXPIRED),
        (a_record(a_key(expires_at=NOW + timedelta(microseconds=1))), Verdict.ACTIVE),
        (a_record(a_key(expires_at=NOW, revoked_at=NOW)), Verdict.REVOKED),
        (replace(a_record(), project_suspended=True), Verdict.SUSPENDED),
        (replace(a_record(), project_deleted=True), Verdict.REVOKED),
    ],
    ids=["revoked", "expired now", "expires later", "revoked and expired", "suspended", "project deleted"],
)
def test_whoever_holds_the_secret_learns_the_state(record: KeyRecord, verdict: Verdict) -> None:
    assert judge(record, SECRET, PEPPERS, NOW) is verdict


def test_new_secrets_are_sealed_with_the_newest_pepper() -> None:
    assert PEPPERS.seal(SECRET).pepper_version == "2"
    assert PEPPERS.seal(SECRET).mac != Peppers({"1": OLD}).seal(SECRET).mac
