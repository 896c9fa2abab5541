from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Signal(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SIGNAL_UNSPECIFIED: _ClassVar[Signal]
    SPANS: _ClassVar[Signal]
    LOGS: _ClassVar[Signal]

class SettleReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SETTLE_REASON_UNSPECIFIED: _ClassVar[SettleReason]
    DATA: _ClassVar[SettleReason]
    REPRICE: _ClassVar[SettleReason]
    REMAP: _ClassVar[SettleReason]
SIGNAL_UNSPECIFIED: Signal
SPANS: Signal
LOGS: Signal
SETTLE_REASON_UNSPECIFIED: SettleReason
DATA: SettleReason
REPRICE: SettleReason
REMAP: SettleReason

class Stored(_message.Message):
    __slots__ = ("project_id", "trace_id", "signal", "count", "root_seen", "max_version")
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    SIGNAL_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    ROOT_SEEN_FIELD_NUMBER: _ClassVar[int]
    MAX_VERSION_FIELD_NUMBER: _ClassVar[int]
    project_id: str
    trace_id: bytes
    signal: Signal
    count: int
    root_seen: bool
    max_version: int
    def __init__(self, project_id: _Optional[str] = ..., trace_id: _Optional[bytes] = ..., signal: _Optional[_Union[Signal, str]] = ..., count: _Optional[int] = ..., root_seen: _Optional[bool] = ..., max_version: _Optional[int] = ...) -> None: ...

class Settled(_message.Message):
    __slots__ = ("project_id", "trace_id", "version", "root_ended", "quiet_since_ns", "environment", "internal", "reason")
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ROOT_ENDED_FIELD_NUMBER: _ClassVar[int]
    QUIET_SINCE_NS_FIELD_NUMBER: _ClassVar[int]
    ENVIRONMENT_FIELD_NUMBER: _ClassVar[int]
    INTERNAL_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    project_id: str
    trace_id: bytes
    version: bytes
    root_ended: bool
    quiet_since_ns: int
    environment: str
    internal: bool
    reason: SettleReason
    def __init__(self, project_id: _Optional[str] = ..., trace_id: _Optional[bytes] = ..., version: _Optional[bytes] = ..., root_ended: _Optional[bool] = ..., quiet_since_ns: _Optional[int] = ..., environment: _Optional[str] = ..., internal: _Optional[bool] = ..., reason: _Optional[_Union[SettleReason, str]] = ...) -> None: ...

class Resettle(_message.Message):
    __slots__ = ("project_id", "trace_id", "reason")
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    project_id: str
    trace_id: bytes
    reason: SettleReason
    def __init__(self, project_id: _Optional[str] = ..., trace_id: _Optional[bytes] = ..., reason: _Optional[_Union[SettleReason, str]] = ...) -> None: ...

class DeletionAck(_message.Message):
    __slots__ = ("project_id", "trace_id", "revision", "context", "rows_left", "checked_at_ns")
    class RowsLeftEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    ROWS_LEFT_FIELD_NUMBER: _ClassVar[int]
    CHECKED_AT_NS_FIELD_NUMBER: _ClassVar[int]
    project_id: str
    trace_id: bytes
    revision: int
    context: str
    rows_left: _containers.ScalarMap[str, int]
    checked_at_ns: int
    def __init__(self, project_id: _Optional[str] = ..., trace_id: _Optional[bytes] = ..., revision: _Optional[int] = ..., context: _Optional[str] = ..., rows_left: _Optional[_Mapping[str, int]] = ..., checked_at_ns: _Optional[int] = ...) -> None: ...
