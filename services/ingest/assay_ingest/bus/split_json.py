"""Cuts an OTLP/JSON request into smaller ones: spans stay the text they were, what surrounds them is repeated."""

from collections.abc import Iterator
from typing import Final

import msgspec

from assay_ingest.domain.signal import Signal
from assay_ingest.domain.wire import TooMany

_GROUPS: Final = {Signal.SPANS: "resourceSpans", Signal.LOGS: "resourceLogs"}
_SCOPES: Final = {Signal.SPANS: "scopeSpans", Signal.LOGS: "scopeLogs"}
_ITEMS: Final = {Signal.SPANS: "spans", Signal.LOGS: "logRecords"}

Object = dict[str, msgspec.Raw]
_OBJECT: Final = msgspec.json.Decoder(Object)
_OBJECTS: Final = msgspec.json.Decoder(list[Object] | None)
_RAWS: Final = msgspec.json.Decoder(list[msgspec.Raw] | None)
_NULL: Final = msgspec.Raw(b"null")


def split_json(signal: Signal, body: bytes, cap_bytes: int) -> list[bytes]:
    """Requests of at most `cap_bytes` that together hold the same spans, in order, one group per run of spans.

    `body` must have been parsed before. Raises TooMany when a single span with its surroundings is over the cap.
    """
    pieces: list[bytes] = []
    for before, after, items in _runs(signal, body):
        room = cap_bytes - len(before) - len(after)
        pieces.extend(before + b",".join(run) + after for run in _fill(items, room, cap_bytes))
    return pieces


def _runs(signal: Signal, body: bytes) -> Iterator[tuple[bytes, bytes, list[bytes]]]:
    """For each scope group: the text before its spans, the text behind them, and the spans."""
    groups, scopes, items = _GROUPS[signal], _SCOPES[signal], _ITEMS[signal]
    for group in _OBJECTS.decode(_OBJECT.decode(body).get(groups, _NULL)) or ():
        for scope in _OBJECTS.decode(group.pop(scopes, _NULL)) or ():
            spans = _RAWS.decode(scope.pop(items, _NULL)) or ()
            before = b'{"%s":[{%s"%s":[{%s"%s":[' % (
                groups.encode(),
                _members(group),
                scopes.encode(),
                _members(scope),
                items.encode(),
            )
            yield before, b"]}]}]}", [bytes(span) for span in spans]


def _members(others: Object) -> bytes:
    """`"name":value,` of each."""
    return b"".join(msgspec.json.encode(name) + b":" + bytes(value) + b"," for name, value in others.items())


def _fill(items: list[bytes], room: int, cap_bytes: int) -> Iterator[list[bytes]]:
    run: list[bytes] = []
    size = 0
    for item in items:
        if len(item) > room:
            raise TooMany("bytes of a single span", len(item), cap_bytes)
        if run and size + len(item) + 1 > room:
            yield run
            run, size = [], 0
        run.append(item)
        size += len(item) + 1
    if run:
        yield run
