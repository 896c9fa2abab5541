"""Headers of raw records (`otlp.spans.v1`, `otlp.logs.v1`): written by the receiver, trusted by every consumer.

All header values are ASCII; `rejected` and `refused` are small JSON objects.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID

import msgspec

from assay_ingest.errors import BadRecord

SCHEMA: Final = 1
EVALS_ISSUER: Final = "evals"

Headers = Sequence[tuple[str, bytes]]
T = TypeVar("T")


class MediaType(StrEnum):
    """The two forms of an OTLP request."""

    PROTOBUF = "application/x-protobuf"
    JSON = "application/json"


class Encoding(StrEnum):
    """How the value is packed. Identity writes no header."""

    IDENTITY = "identity"
    GZIP = "gzip"


class Refusals(msgspec.Struct, frozen=True):
    """Requests refused whole since the last such record, by reason; best effort (`ingest.md` 3.4)."""

    counts: dict[str, int]
    last_reason: str
    last_at_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRecord:
    """One record of a raw topic.

    `value` is None when every span was rejected (`rejected` says why) or when it only reports refusals. The acceptance
    window is [min_start_ns, max_start_ns]. `span_count` and `rejected_count` are of this record; pieces of one request
    share `ingest_id`.
    """

    project_id: UUID
    media_type: MediaType
    received_at_ns: int
    ingest_id: UUID
    span_count: int
    rejected_count: int
    min_start_ns: int
    max_start_ns: int
    value: bytes | None
    encoding: Encoding = Encoding.IDENTITY
    schema: int = SCHEMA
    issuer: str | None = None
    rejected: Mapping[str, int] = field(default_factory=dict)
    refused: Refusals | None = None


def headers_of(record: RawRecord) -> list[tuple[str, bytes]]:
    """The headers of a record, in a fixed order."""
    texts = [
        ("project_id", str(record.project_id)),
        ("content-type", record.media_type.value),
        ("received_at_ns", str(record.received_at_ns)),
        ("ingest_id", str(record.ingest_id)),
        ("schema", str(record.schema)),
        ("span_count", str(record.span_count)),
        ("rejected_count", str(record.rejected_count)),
        ("min_start_ns", str(record.min_start_ns)),
        ("max_start_ns", str(record.max_start_ns)),
    ]
    if record.encoding is not Encoding.IDENTITY:
        texts.append(("content-encoding", record.encoding.value))
    if record.issuer is not None:
        texts.append(("issuer", record.issuer))
    headers = [(name, text.encode("ascii")) for name, text in texts]
    if record.rejected:
        headers.append(("rejected", msgspec.json.encode(dict(record.rejected))))
    if record.refused is not None:
        headers.append(("refused", msgspec.json.encode(record.refused)))
    return headers


def parse_record(headers: Headers, value: bytes | None) -> RawRecord:
    """The record behind these headers; unknown ones are ignored. Raises BadRecord naming the first unusable header."""
    given = _Given(dict(headers))
    return RawRecord(
        project_id=given.read("project_id", _uuid),
        media_type=given.read("content-type", _media_type),
        encoding=given.maybe("content-encoding", _encoding) or Encoding.IDENTITY,
        received_at_ns=given.read("received_at_ns", int),
        ingest_id=given.read("ingest_id", _uuid),
        schema=given.read("schema", int),
        span_count=given.read("span_count", int),
        rejected_count=given.read("rejected_count", int),
        min_start_ns=given.read("min_start_ns", int),
        max_start_ns=given.read("max_start_ns", int),
        issuer=given.maybe("issuer", _text),
        rejected=given.maybe("rejected", _counts) or {},
        refused=given.maybe("refused", _refusals),
        value=value,
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """Reads headers by name and names the bad one."""

    values: Mapping[str, bytes]

    def read(self, name: str, parse: Callable[[bytes], T]) -> T:
        value = self.maybe(name, parse)
        if value is None:
            raise BadRecord(name)
        return value

    def maybe(self, name: str, parse: Callable[[bytes], T]) -> T | None:
        raw = self.values.get(name)
        if raw is None:
            return None
        try:
            return parse(raw)
        except ValueError as cause:  # msgspec's errors and UnicodeDecodeError are ValueErrors too
            raise BadRecord(name) from cause


def _text(raw: bytes) -> str:
    return raw.decode("ascii")


def _uuid(raw: bytes) -> UUID:
    return UUID(_text(raw))


def _media_type(raw: bytes) -> MediaType:
    return MediaType(_text(raw))


def _encoding(raw: bytes) -> Encoding:
    return Encoding(_text(raw))


def _counts(raw: bytes) -> dict[str, int]:
    return msgspec.json.decode(raw, type=dict[str, int])


def _refusals(raw: bytes) -> Refusals:
    return msgspec.json.decode(raw, type=Refusals)
