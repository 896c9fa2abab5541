from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Verdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VERDICT_UNSPECIFIED: _ClassVar[Verdict]
    ACTIVE: _ClassVar[Verdict]
    UNKNOWN: _ClassVar[Verdict]
    REVOKED: _ClassVar[Verdict]
    EXPIRED: _ClassVar[Verdict]
    SUSPENDED: _ClassVar[Verdict]

class LeaseResource(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LEASE_RESOURCE_UNSPECIFIED: _ClassVar[LeaseResource]
    INGEST_BYTES: _ClassVar[LeaseResource]
    INGEST_SPANS: _ClassVar[LeaseResource]
    READ: _ClassVar[LeaseResource]
VERDICT_UNSPECIFIED: Verdict
ACTIVE: Verdict
UNKNOWN: Verdict
REVOKED: Verdict
EXPIRED: Verdict
SUSPENDED: Verdict
LEASE_RESOURCE_UNSPECIFIED: LeaseResource
INGEST_BYTES: LeaseResource
INGEST_SPANS: LeaseResource
READ: LeaseResource

class ResolveRequest(_message.Message):
    __slots__ = ("key", "peer")
    KEY_FIELD_NUMBER: _ClassVar[int]
    PEER_FIELD_NUMBER: _ClassVar[int]
    key: str
    peer: str
    def __init__(self, key: _Optional[str] = ..., peer: _Optional[str] = ...) -> None: ...

class ResolveReply(_message.Message):
    __slots__ = ("verdict", "key_id", "project_id", "scopes", "expires_at_ns")
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    KEY_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_NS_FIELD_NUMBER: _ClassVar[int]
    verdict: Verdict
    key_id: str
    project_id: str
    scopes: _containers.RepeatedScalarFieldContainer[str]
    expires_at_ns: int
    def __init__(self, verdict: _Optional[_Union[Verdict, str]] = ..., key_id: _Optional[str] = ..., project_id: _Optional[str] = ..., scopes: _Optional[_Iterable[str]] = ..., expires_at_ns: _Optional[int] = ...) -> None: ...

class LeaseRequest(_message.Message):
    __slots__ = ("project_id", "resource", "wanted", "process_id")
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_FIELD_NUMBER: _ClassVar[int]
    WANTED_FIELD_NUMBER: _ClassVar[int]
    PROCESS_ID_FIELD_NUMBER: _ClassVar[int]
    project_id: str
    resource: LeaseResource
    wanted: int
    process_id: str
    def __init__(self, project_id: _Optional[str] = ..., resource: _Optional[_Union[LeaseResource, str]] = ..., wanted: _Optional[int] = ..., process_id: _Optional[str] = ...) -> None: ...

class LeaseReply(_message.Message):
    __slots__ = ("granted", "ttl_ms", "limit_per_s", "processes")
    GRANTED_FIELD_NUMBER: _ClassVar[int]
    TTL_MS_FIELD_NUMBER: _ClassVar[int]
    LIMIT_PER_S_FIELD_NUMBER: _ClassVar[int]
    PROCESSES_FIELD_NUMBER: _ClassVar[int]
    granted: int
    ttl_ms: int
    limit_per_s: int
    processes: int
    def __init__(self, granted: _Optional[int] = ..., ttl_ms: _Optional[int] = ..., limit_per_s: _Optional[int] = ..., processes: _Optional[int] = ...) -> None: ...

class ControlRecord(_message.Message):
    __slots__ = ("revision", "at_ns", "key", "project", "prices", "deletion")
    REVISION_FIELD_NUMBER: _ClassVar[int]
    AT_NS_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    PROJECT_FIELD_NUMBER: _ClassVar[int]
    PRICES_FIELD_NUMBER: _ClassVar[int]
    DELETION_FIELD_NUMBER: _ClassVar[int]
    revision: int
    at_ns: int
    key: KeyState
    project: ProjectState
    prices: PriceBook
    deletion: Deletion
    def __init__(self, revision: _Optional[int] = ..., at_ns: _Optional[int] = ..., key: _Optional[_Union[KeyState, _Mapping]] = ..., project: _Optional[_Union[ProjectState, _Mapping]] = ..., prices: _Optional[_Union[PriceBook, _Mapping]] = ..., deletion: _Optional[_Union[Deletion, _Mapping]] = ...) -> None: ...

class KeyState(_message.Message):
    __slots__ = ("key_id", "project_id", "revoked_at_ns", "expires_at_ns")
    KEY_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    REVOKED_AT_NS_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_NS_FIELD_NUMBER: _ClassVar[int]
    key_id: str
    project_id: str
    revoked_at_ns: int
    expires_at_ns: int
    def __init__(self, key_id: _Optional[str] = ..., project_id: _Optional[str] = ..., revoked_at_ns: _Optional[int] = ..., expires_at_ns: _Optional[int] = ...) -> None: ...

class MaskingRule(_message.Message):
    __slots__ = ("id", "attribute_key", "re2", "preset", "action")
    ID_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTE_KEY_FIELD_NUMBER: _ClassVar[int]
    RE2_FIELD_NUMBER: _ClassVar[int]
    PRESET_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    id: str
    attribute_key: str
    re2: str
    preset: str
    action: str
    def __init__(self, id: _Optional[str] = ..., attribute_key: _Optional[str] = ..., re2: _Optional[str] = ..., preset: _Optional[str] = ..., action: _Optional[str] = ...) -> None: ...

class ProjectState(_message.Message):
    __slots__ = ("project_id", "suspended", "retention_days", "ingest_bytes_per_s", "ingest_spans_per_s", "masking_rules", "deleted_at_ns")
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    SUSPENDED_FIELD_NUMBER: _ClassVar[int]
    RETENTION_DAYS_FIELD_NUMBER: _ClassVar[int]
    INGEST_BYTES_PER_S_FIELD_NUMBER: _ClassVar[int]
    INGEST_SPANS_PER_S_FIELD_NUMBER: _ClassVar[int]
    MASKING_RULES_FIELD_NUMBER: _ClassVar[int]
    DELETED_AT_NS_FIELD_NUMBER: _ClassVar[int]
    project_id: str
    suspended: bool
    retention_days: int
    ingest_bytes_per_s: int
    ingest_spans_per_s: int
    masking_rules: _containers.RepeatedCompositeFieldContainer[MaskingRule]
    deleted_at_ns: int
    def __init__(self, project_id: _Optional[str] = ..., suspended: _Optional[bool] = ..., retention_days: _Optional[int] = ..., ingest_bytes_per_s: _Optional[int] = ..., ingest_spans_per_s: _Optional[int] = ..., masking_rules: _Optional[_Iterable[_Union[MaskingRule, _Mapping]]] = ..., deleted_at_ns: _Optional[int] = ...) -> None: ...

class PriceBook(_message.Message):
    __slots__ = ("project", "rows")
    PROJECT_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    project: str
    rows: _containers.RepeatedCompositeFieldContainer[PriceRow]
    def __init__(self, project: _Optional[str] = ..., rows: _Optional[_Iterable[_Union[PriceRow, _Mapping]]] = ...) -> None: ...

class PriceRow(_message.Message):
    __slots__ = ("id", "provider", "exact", "regex", "valid_from", "valid_to", "prices_json", "source")
    ID_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    EXACT_FIELD_NUMBER: _ClassVar[int]
    REGEX_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_TO_FIELD_NUMBER: _ClassVar[int]
    PRICES_JSON_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    id: str
    provider: str
    exact: _containers.RepeatedScalarFieldContainer[str]
    regex: str
    valid_from: str
    valid_to: str
    prices_json: str
    source: str
    def __init__(self, id: _Optional[str] = ..., provider: _Optional[str] = ..., exact: _Optional[_Iterable[str]] = ..., regex: _Optional[str] = ..., valid_from: _Optional[str] = ..., valid_to: _Optional[str] = ..., prices_json: _Optional[str] = ..., source: _Optional[str] = ...) -> None: ...

class Deletion(_message.Message):
    __slots__ = ("project_id", "trace_id", "deleted_at_ns")
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    DELETED_AT_NS_FIELD_NUMBER: _ClassVar[int]
    project_id: str
    trace_id: str
    deleted_at_ns: int
    def __init__(self, project_id: _Optional[str] = ..., trace_id: _Optional[str] = ..., deleted_at_ns: _Optional[int] = ...) -> None: ...
