"""What stands on control.v1."""

from datetime import UTC, datetime
from uuid import UUID

from assay_contracts.v1 import gateway_pb2 as pb
from assay_gateway.bus.control import encode, number
from assay_gateway.domain.projects import KeyRevoked, ProjectChanged

PROJECT = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
AT = datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)
AT_NS = 1_777_636_800_123_456_000


def test_a_revocation_names_the_key_and_the_moment() -> None:
    message = encode(KeyRevoked("0123456789ab", PROJECT, AT, None), AT)
    record = pb.ControlRecord.FromString(number(message.payload, 7))
    assert message.record_key == "key/0123456789ab"
    assert (record.revision, record.at_ns, record.key.revoked_at_ns) == (7, AT_NS, AT_NS)
    assert (record.key.key_id, record.key.project_id) == ("0123456789ab", str(PROJECT))
    assert not record.key.HasField("expires_at_ns")


def test_an_expiry_travels_with_the_revocation() -> None:
    record = pb.ControlRecord.FromString(encode(KeyRevoked("0123456789ab", PROJECT, AT, AT), AT).payload)
    assert record.key.expires_at_ns == AT_NS


def test_a_project_is_told_whole() -> None:
    message = encode(ProjectChanged(PROJECT, retention_days=7, suspended=True), AT)
    record = pb.ControlRecord.FromString(message.payload)
    assert message.record_key == f"project/{PROJECT}"
    assert (record.project.retention_days, record.project.suspended) == (7, True)
    assert record.project.ingest_spans_per_s == 0  # the default
    assert not record.project.HasField("deleted_at_ns")
