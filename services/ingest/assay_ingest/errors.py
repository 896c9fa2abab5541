"""What can go wrong in ingest. A class says what happened; `api/status.py` says what a client is told.

IngestError
├── Refused                 the client must change something; sending the same again does not help
│   ├── KeyRejected           no key, or one that does not (or no longer does) exist
│   ├── IngestForbidden       a good key that may not ingest: scope missing, project suspended
│   ├── MalformedExport       the bytes are not an OTLP request
│   ├── ExportTooLarge        over a limit of size or count
│   ├── UnsupportedEncoding   a compression that we do not read
│   ├── UnsupportedMediaType  a content type that we do not read (HTTP)
│   └── BodyTooSlow           the body did not arrive in time
├── QuotaExceeded           the project's rate is used up; the same again, later, is welcome
├── Unavailable             a passing fault of ours; the same again, later, is welcome
│   ├── GatewayUnreachable    the key is not known here and nobody can be asked
│   ├── BrokerUnavailable     the records are not, or perhaps not, durable
│   ├── StoreUnavailable      ClickHouse does not answer, or not this statement now
│   ├── Overloaded            a limit of this process: requests or bytes in flight
│   └── NotServing            starting: control.v1 is not read yet
├── RowsRejected            ClickHouse will never take these rows as they are
└── BadRecord               a record on a raw topic that nobody can read
    └── UnreadableValue       its value is not what its headers say
"""

from dataclasses import dataclass


class IngestError(Exception):
    """Base of the family."""


class Refused(IngestError):
    """The client must change something."""


@dataclass(eq=False)
class KeyRejected(Refused):
    """`reason` is a word of ours, safe to show: missing, malformed, unknown, revoked, expired."""

    reason: str


@dataclass(eq=False)
class IngestForbidden(Refused):
    """`reason`: `scope` or `suspended`."""

    reason: str


@dataclass(eq=False)
class MalformedExport(Refused):
    """`detail` never quotes the payload."""

    detail: str


@dataclass(eq=False)
class ExportTooLarge(Refused):
    """`what` names the limit, e.g. `inflated bytes`; `seen` is at least the size found when counting stopped."""

    what: str
    seen: int
    limit: int


@dataclass(eq=False)
class UnsupportedEncoding(Refused):
    """`encoding` as the client named it."""

    encoding: str


@dataclass(eq=False)
class UnsupportedMediaType(Refused):
    """`media_type` as the client named it."""

    media_type: str


@dataclass(eq=False)
class BodyTooSlow(Refused):
    """The body took longer than `limit_s`, or trickled."""

    limit_s: float


@dataclass(eq=False)
class QuotaExceeded(IngestError):
    """`resource`: `bytes` or `spans`. `wait_s`: seconds until the bucket is out of debt."""

    resource: str
    wait_s: float


class Unavailable(IngestError):
    """A passing fault: the client should send the same again."""


class GatewayUnreachable(Unavailable):
    """Nobody can say whose key this is."""


@dataclass(eq=False)
class BrokerUnavailable(Unavailable):
    """A delivery report failed, timed out or stayed away. `reason`: class of the failure."""

    reason: str


@dataclass(eq=False)
class StoreUnavailable(Unavailable):
    """`reason`: class or code of ClickHouse's refusal. The same statement is tried again for ever."""

    reason: str


@dataclass(eq=False)
class Overloaded(Unavailable):
    """`what` names the limit of this process."""

    what: str


@dataclass(eq=False)
class NotServing(Unavailable):
    """`reason`: `starting`."""

    reason: str


@dataclass(eq=False)
class RowsRejected(IngestError):
    """`reason`: the engine's code or the encoder's error; never a value of a row."""

    reason: str


@dataclass(eq=False)
class BadRecord(IngestError):
    """`header` names what is missing or malformed."""

    header: str


@dataclass(eq=False)
class UnreadableValue(BadRecord):
    """`header` is the one that the value contradicts; `detail` never quotes the payload."""

    detail: str
