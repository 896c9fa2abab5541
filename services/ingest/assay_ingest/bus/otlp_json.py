"""OTLP/JSON -> the flat messages that protobuf requests parse to, so that both give equal rows.

Unknown keys are ignored, null is absent, enums are integers, ids are hex. An id that cannot be one becomes bytes of a
length that no id has, and the verdict rejects its span. A malformed attribute stays, as the JSON text that it was.
"""

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final

import msgspec

from assay_ingest.bus import otlp_flat_pb2 as flat

_MALFORMED: Final = b"\x07"
"""No tag starts like this: the decoder sets the attribute aside, as it does with malformed ones in protobuf."""
_BAD_ID: Final = b"?"
_MAX_DEPTH: Final = 32
_U32: Final = 2**32 - 1
_U64: Final = 2**64 - 1
_ENUM: Final = 2**31 - 1

Json = dict[str, Any]


def parse_json(body: bytes) -> flat.ExportTraces:
    """The request as flat messages. Raises ValueError when the text is not an OTLP request."""
    request = msgspec.json.decode(body)
    if not isinstance(request, dict):
        raise ValueError("not an object")
    return flat.ExportTraces(resource_spans=[_resource_spans(group) for group in _objects(request, "resourceSpans")])


def _resource_spans(group: Json) -> flat.ResourceSpans:
    given = group.get("resource")
    resource = flat.Resource(**_with_attributes(given)).SerializeToString() if isinstance(given, dict) else b""
    return flat.ResourceSpans(
        resource=resource, scope_spans=[_scope_spans(inner) for inner in _objects(group, "scopeSpans")]
    )


def _scope_spans(group: Json) -> flat.ScopeSpans:
    given = group.get("scope")
    return flat.ScopeSpans(
        scope=_scope(given) if isinstance(given, dict) else b"",
        spans=[_span(span) for span in _objects(group, "spans")],
    )


def _scope(given: Json) -> bytes:
    name, version = _text(given.get("name")), _text(given.get("version"))
    return flat.Scope(name=name, version=version, **_with_attributes(given)).SerializeToString()


def _span(given: Json) -> flat.Span:
    return flat.Span(
        trace_id=_id(given.get("traceId")),
        span_id=_id(given.get("spanId")),
        parent_span_id=_id(given.get("parentSpanId")),
        trace_state=_text(given.get("traceState")),
        name=_text(given.get("name")),
        kind=_integer(given.get("kind"), _ENUM),
        start_time_unix_nano=_integer(given.get("startTimeUnixNano"), _U64),
        end_time_unix_nano=_integer(given.get("endTimeUnixNano"), _U64),
        events=[_event(event).SerializeToString() for event in _objects(given, "events")],
        links=[_link(link).SerializeToString() for link in _objects(given, "links")],
        dropped_events_count=_integer(given.get("droppedEventsCount"), _U32),
        dropped_links_count=_integer(given.get("droppedLinksCount"), _U32),
        status=_status(given.get("status")),
        flags=_integer(given.get("flags"), _U32),
        **_with_attributes(given),
    )


def _event(given: Json) -> flat.Event:
    time = _integer(given.get("timeUnixNano"), _U64)
    return flat.Event(time_unix_nano=time, name=_text(given.get("name")), **_with_attributes(given))


def _link(given: Json) -> flat.Link:
    return flat.Link(
        trace_id=_id(given.get("traceId")),
        span_id=_id(given.get("spanId")),
        trace_state=_text(given.get("traceState")),
        flags=_integer(given.get("flags"), _U32),
        **_with_attributes(given),
    )


def _status(given: object) -> bytes:
    if not isinstance(given, dict):
        return b""
    status = flat.Status(message=_text(given.get("message")), code=_integer(given.get("code"), _ENUM))
    return status.SerializeToString()


def _with_attributes(given: Json) -> dict[str, Any]:
    return {
        "attributes": [_attribute(item) for item in given.get("attributes") or ()],
        "dropped_attributes_count": _integer(given.get("droppedAttributesCount"), _U32),
    }


def _attribute(item: object) -> bytes:
    try:
        return _key_value(item, 1).SerializeToString()
    except (ValueError, TypeError, AttributeError, KeyError):
        return _MALFORMED + msgspec.json.encode(item)


def _key_value(item: Any, depth: int) -> flat.KeyValue:  # noqa: ANN401 - parsed JSON
    pair = flat.KeyValue(key=_text(item["key"]))
    value = item.get("value")
    if value is not None:
        pair.value.CopyFrom(_any_value(value, depth))
    return pair


def _any_value(given: Json, depth: int) -> flat.AnyValue:
    """Raises ValueError, TypeError, AttributeError or KeyError for what is no AnyValue."""
    for name, make in _KINDS.items():
        if (value := given.get(name)) is not None:
            return make(value, depth)
    return flat.AnyValue()


def _array(given: Json, depth: int) -> flat.AnyValue:
    items = [_any_value(item, depth + 1).SerializeToString() for item in _values(given, depth)]
    return flat.AnyValue(array_value=flat.ArrayValue(values=items).SerializeToString())


def _kvlist(given: Json, depth: int) -> flat.AnyValue:
    pairs = [_key_value(item, depth + 1).SerializeToString() for item in _values(given, depth)]
    return flat.AnyValue(kvlist_value=flat.KeyValueList(values=pairs).SerializeToString())


def _values(given: Json, depth: int) -> list[Any]:
    if depth > _JSON_DEPTH:
        raise ValueError("nested too deep")
    return given.get("values") or []


def _double(value: float | str) -> flat.AnyValue:
    return flat.AnyValue(double_value=float(value))


_JSON_DEPTH: Final = 2 * _MAX_DEPTH
"""The receiver refuses deeper texts; this only bounds the recursion."""
_KINDS: Final[dict[str, Callable[[Any, int], flat.AnyValue]]] = {
    "stringValue": lambda value, _: flat.AnyValue(string_value=_strict_text(value)),
    "boolValue": lambda value, _: flat.AnyValue(bool_value=value),
    "intValue": lambda value, _: flat.AnyValue(int_value=int(value)),
    "doubleValue": lambda value, _: _double(value),
    "arrayValue": _array,
    "kvlistValue": _kvlist,
    "bytesValue": lambda value, _: flat.AnyValue(bytes_value=base64.b64decode(value, validate=True)),
}


def _objects(given: Json, key: str) -> list[Json]:
    items = given.get(key) or []
    if not isinstance(items, list):
        raise ValueError(f"{key} is not a list")
    return [item for item in items if isinstance(item, dict)]


def _id(value: object) -> bytes:
    if value is None or value == "":
        return b""
    try:
        return binascii.unhexlify(value) if isinstance(value, str) else _BAD_ID
    except ValueError:
        return _BAD_ID


def _text(value: object) -> bytes:
    return value.encode("utf-8", "replace") if isinstance(value, str) else b""


def _strict_text(value: object) -> bytes:
    if not isinstance(value, str):
        raise ValueError("not a string")
    return value.encode("utf-8", "replace")


def _integer(value: object, most: int) -> int:
    """A whole number in [0, most], also as text; 0 for everything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return 0
    try:
        number = int(value)
    except ValueError:
        return 0
    return number if 0 <= number <= most else 0
