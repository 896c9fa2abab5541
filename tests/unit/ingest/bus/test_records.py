"""The header codec of raw records: a round trip is the identity, a bad header is named."""

from dataclasses import replace
from uuid import UUID

import pytest
from assay_ingest.bus.records import Encoding, MediaType, RawRecord, Refusals, headers_of, parse_record
from assay_ingest.errors import BadRecord
from hypothesis import given
from hypothesis import strategies as st

counts = st.integers(0, 2**40)
raw_records = st.builds(
    RawRecord,
    project_id=st.uuids(),
    media_type=st.sampled_from(MediaType),
    received_at_ns=counts,
    ingest_id=st.uuids(),
    span_count=counts,
    rejected_count=counts,
    min_start_ns=counts,
    max_start_ns=counts,
    value=st.none() | st.binary(max_size=8),
    encoding=st.sampled_from(Encoding),
    issuer=st.none() | st.just("evals"),
    rejected=st.dictionaries(st.sampled_from(["too_old", "bad_span_id"]), counts),
    refused=st.none()
    | st.builds(Refusals, counts=st.just({"quota": 2}), last_reason=st.just("quota"), last_at_ns=counts),
)
A_RECORD = RawRecord(
    project_id=UUID(int=1),
    media_type=MediaType.PROTOBUF,
    received_at_ns=1,
    ingest_id=UUID(int=2),
    span_count=1,
    rejected_count=0,
    min_start_ns=0,
    max_start_ns=2,
    value=b"x",
)


@given(raw_records)
def test_a_record_survives_its_headers(record: RawRecord) -> None:
    assert parse_record(headers_of(record), record.value) == record


def test_a_header_from_the_future_is_ignored() -> None:
    assert parse_record([*headers_of(A_RECORD), ("new", b"\xff")], b"x") == A_RECORD


@pytest.mark.parametrize("name", ["project_id", "content-type", "received_at_ns", "span_count", "max_start_ns"])
def test_a_missing_or_malformed_header_is_named(name: str) -> None:
    others = [header for header in headers_of(A_RECORD) if header[0] != name]
    for headers in (others, [*others, (name, b"\xffnot it")]):
        with pytest.raises(BadRecord) as bad:
            parse_record(headers, b"x")
        assert bad.value.header == name


def test_identity_writes_no_encoding_header() -> None:
    assert "content-encoding" not in dict(headers_of(A_RECORD))
    assert dict(headers_of(replace(A_RECORD, encoding=Encoding.GZIP)))["content-encoding"] == b"gzip"
