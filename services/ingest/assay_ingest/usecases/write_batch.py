"""Store one batch of raw records and tell who follows. Harmless to repeat: tokens and row identity absorb it."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from assay_ingest.bus.consumer import Incoming
from assay_ingest.bus.dead_letters import DeadLetter
from assay_ingest.bus.decode import Decoded, Decoder
from assay_ingest.bus.records import RawRecord
from assay_ingest.domain.batch import Batch, Position
from assay_ingest.domain.canonical import StoredSpan, canonical, newest_of
from assay_ingest.domain.genai.model import Json
from assay_ingest.domain.ledger import NO_PROJECT, LedgerEntry
from assay_ingest.domain.stored_trace import StoredTrace, traces_of
from assay_ingest.errors import BadRecord

_DAY_NS = 24 * 3600 * 10**9
_DEFAULT_RETENTION_DAYS = 30


@dataclass(frozen=True, slots=True)
class Raw:
    """A record off the topic with its headers read, or with what is wrong with them."""

    incoming: Incoming
    record: RawRecord | BadRecord


class SpanSink(Protocol):
    def insert(self, spans: Sequence[StoredSpan], token: str) -> None: ...


class LedgerSink(Protocol):
    def insert(self, entries: Sequence[LedgerEntry], token: str) -> None: ...


class Announcer(Protocol):
    def announce(self, traces: Sequence[StoredTrace]) -> None: ...


class DeadLetterOffice(Protocol):
    def publish(self, letters: Sequence[DeadLetter]) -> None: ...


@dataclass(slots=True)
class Prepared:
    """A batch as rows: what will be inserted, announced and set aside. Follows from the records alone."""

    batch: Batch[Raw]
    spans: list[StoredSpan] = field(default_factory=list)
    entries: list[LedgerEntry] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)


class WriteBatch:
    def __init__(
        self,
        *,
        decoder: Decoder,
        json: Json,
        texts: SpanSink,
        spans: SpanSink,
        ledger: LedgerSink,
        stored: Announcer,
        dead_letters: DeadLetterOffice,
    ) -> None:
        self._decoder = decoder
        self._json = json
        self._texts = texts
        self._spans = spans
        self._ledger = ledger
        self._stored = stored
        self._dead_letters = dead_letters

    def prepare(self, batch: Batch[Raw], end_offset: int) -> Prepared:
        """Decode and map the whole batch, once. Deterministic but for `end_offset`, the partition's end as of now."""
        prepared = Prepared(batch)
        with _collector_at_rest():
            for position in batch.positions:
                self._read(position, prepared, end_offset)
            prepared.spans = _settle_repeats(prepared)
        return prepared

    def store(self, prepared: Prepared) -> None:
        """Insert, set aside, announce. Raises StoreUnavailable, BrokerUnavailable (again, later) or RowsRejected."""
        batch = prepared.batch
        self._texts.insert(prepared.spans, batch.token("span_io"))  # texts first: a listed span can be opened
        self._spans.insert(prepared.spans, batch.token("spans"))
        self._dead_letters.publish(prepared.letters)
        self._ledger.insert(prepared.entries, batch.token("ingest_ledger"))
        self._stored.announce(traces_of(prepared.spans))

    def _read(self, position: Position[Raw], prepared: Prepared, end_offset: int) -> None:
        raw = position.item
        entry = _entry(raw, end_offset)
        prepared.entries.append(entry)
        try:
            decoded = self._decoded(raw)
        except BadRecord as reason:
            prepared.letters.append(DeadLetter(raw.incoming, reason))
            entry.dead_lettered = entry.received
            return
        entry.rejected = dict(decoded.rejected)
        entry.written = len(decoded.spans)
        prepared.spans += [canonical(span, self._json) for span in decoded.spans]

    def _decoded(self, raw: Raw) -> Decoded:
        if isinstance(raw.record, BadRecord):
            raise raw.record
        return self._decoder.decode(raw.record, *raw.incoming.partition, raw.incoming.offset)


def _entry(raw: Raw, end_offset: int) -> LedgerEntry:
    incoming, record = raw.incoming, raw.record
    if isinstance(record, BadRecord):
        at_ns = incoming.stored_at_ms * 10**6
        return LedgerEntry(
            NO_PROJECT, *incoming.partition, incoming.offset, NO_PROJECT, at_ns, _DEFAULT_RETENTION_DAYS, 1,
            end_offset=end_offset,
        )  # fmt: skip
    entry = LedgerEntry(
        project_id=record.project_id,
        topic=incoming.partition.topic,
        partition=incoming.partition.number,
        offset=incoming.offset,
        ingest_id=record.ingest_id,
        received_at_ns=record.received_at_ns,
        retention_days=round((record.received_at_ns - record.min_start_ns) / _DAY_NS),
        received=record.span_count,
        end_offset=end_offset,
    )
    if record.refused is not None:
        entry.refused = record.refused.counts
        entry.last_reason, entry.last_refused_at_ns = record.refused.last_reason, record.refused.last_at_ns
    return entry


def _settle_repeats(prepared: Prepared) -> list[StoredSpan]:
    """Keep one row per span identity and book the others as repeats of the record they came in."""
    kept = newest_of(prepared.spans)
    if len(kept) == len(prepared.spans):
        return kept
    entries = {entry.offset: entry for entry in prepared.entries}
    survivors = {id(span) for span in kept}
    for span in prepared.spans:
        if id(span) not in survivors:
            entry = entries[span.span.origin.offset]
            entry.written -= 1
            entry.repeats += 1
    return kept


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """A batch makes millions of objects and no cycles: without the collector it is a third faster."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
