"""One batch: the order of its steps, and that every received span is accounted for."""

import pytest
from assay_ingest.bus.consumer import Incoming
from assay_ingest.bus.decode import Decoder
from assay_ingest.bus.records import RawRecord, Refusals, headers_of
from assay_ingest.domain.batch import Batch, Partition, Position
from assay_ingest.errors import BadRecord, StoreUnavailable
from assay_ingest.usecases.write_batch import Prepared, Raw, WriteBatch

from tests.support.arrived_spans import DAY_NS, PROJECT, RECEIVED_NS, a_record
from tests.support.canonical_form import PLAIN_JSON
from tests.support.memory_store import Memory, MemoryAnnouncer, MemoryDeadLetters, MemoryLedger, MemorySpans
from tests.support.otlp import SentSpan, a_trace, request

PARTITION = Partition("otlp.spans.v1", 3)


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def write(memory: Memory) -> WriteBatch:
    return WriteBatch(
        decoder=Decoder(),
        json=PLAIN_JSON,
        texts=MemorySpans(memory, "span_io"),
        spans=MemorySpans(memory, "spans"),
        ledger=MemoryLedger(memory),
        stored=MemoryAnnouncer(memory),
        dead_letters=MemoryDeadLetters(memory),
    )


def a_batch(*records: RawRecord | BadRecord, first: int = 10) -> Batch[Raw]:
    batch: Batch[Raw] = Batch(PARTITION, opened_s=0.0)
    for offset, record in enumerate(records, start=first):
        batch.add(Position(offset, 1, 1, Raw(incoming(record, offset), record)))
    return batch


def incoming(record: RawRecord | BadRecord, offset: int) -> Incoming:
    read = record if isinstance(record, RawRecord) else a_record(b"lost")
    headers = headers_of(read) if read is record else [("schema", b"?")]
    return Incoming(PARTITION, offset, RECEIVED_NS // 10**6, headers, read.value)


def sent(spans: list[SentSpan], **fields: object) -> RawRecord:
    return a_record(request(spans).SerializeToString(), span_count=len(spans), **fields)


def written(write: WriteBatch, batch: Batch[Raw]) -> Prepared:
    prepared = write.prepare(batch, end_offset=99)
    write.store(prepared)
    return prepared


def test_texts_come_before_spans_and_the_announcement_comes_last(write: WriteBatch, memory: Memory) -> None:
    written(write, a_batch(sent(a_trace(RECEIVED_NS))))
    assert memory.steps == ["span_io", "spans", "otlp.dlq.v1", "ingest_ledger", "stored.v1"]


def test_tokens_name_the_table_and_the_range(write: WriteBatch, memory: Memory) -> None:
    written(write, a_batch(sent(a_trace(RECEIVED_NS)), sent(a_trace(RECEIVED_NS)), first=41))
    assert list(memory.rows["spans"]) == ["spans/otlp.spans.v1/3/41-43"]
    assert list(memory.rows["span_io"]) == ["span_io/otlp.spans.v1/3/41-43"]


def test_a_fault_stops_before_the_announcement_and_the_repeat_is_the_same(write: WriteBatch, memory: Memory) -> None:
    prepared = write.prepare(a_batch(sent(a_trace(RECEIVED_NS))), end_offset=99)
    memory.refusing = {"spans"}
    with pytest.raises(StoreUnavailable):
        write.store(prepared)
    assert memory.traces == []
    memory.refusing = set()
    write.store(prepared)
    assert [len(rows) for rows in memory.rows["span_io"].values()] == [3]
    assert [len(rows) for rows in memory.rows["spans"].values()] == [3]


def test_each_trace_is_announced_once_with_its_newest_version(write: WriteBatch, memory: Memory) -> None:
    trace = a_trace(RECEIVED_NS)
    late = sent(trace[1:], received_at_ns=RECEIVED_NS + 10**9)
    prepared = written(write, a_batch(sent(trace[:1]), late))
    (announced,) = memory.traces
    assert (announced.count, announced.root_seen) == (3, True)
    assert announced.max_version == max(row.version for row in prepared.spans)


def test_a_span_sent_twice_is_written_once_and_booked_as_a_repeat(write: WriteBatch, memory: Memory) -> None:
    trace = a_trace(RECEIVED_NS)
    prepared = written(write, a_batch(sent(trace), sent(trace, received_at_ns=RECEIVED_NS + 10**9)))
    assert {row.span.origin.offset for row in prepared.spans} == {11}
    assert [(entry.written, entry.repeats, entry.balance) for entry in prepared.entries] == [(0, 3, 0), (3, 0, 0)]


def test_invalid_spans_are_booked_by_reason(write: WriteBatch) -> None:
    trace = a_trace(RECEIVED_NS)
    old = SentSpan(trace[0].trace_id, b"12345678", start_ns=RECEIVED_NS - 40 * DAY_NS)
    prepared = written(write, a_batch(sent([*trace, old])))
    (entry,) = prepared.entries
    assert (entry.received, entry.written, entry.rejected, entry.balance) == (4, 3, {"too_old": 1}, 0)


def test_a_record_without_a_valid_span_has_only_its_booking(write: WriteBatch, memory: Memory) -> None:
    prepared = written(write, a_batch(a_record(None, span_count=2, rejected_count=2, rejected={"bad_span_id": 2})))
    assert prepared.spans == []
    assert prepared.entries[0].balance == 0


@pytest.mark.parametrize(
    "record", [BadRecord("project_id"), a_record(b"\xff\xff", span_count=5)], ids=["headers", "value"]
)
def test_a_record_that_nobody_can_read_is_set_aside_and_its_neighbours_are_stored(
    write: WriteBatch, memory: Memory, record: RawRecord | BadRecord
) -> None:
    prepared = written(write, a_batch(record, sent(a_trace(RECEIVED_NS))))
    assert [letter.record.offset for letter in memory.letters] == [10]
    assert len(prepared.spans) == 3
    assert [entry.balance for entry in prepared.entries] == [0, 0]


def test_refusals_reported_by_a_receiver_become_their_own_kind_of_row(write: WriteBatch) -> None:
    refused = Refusals({"quota": 4}, "quota", RECEIVED_NS)
    prepared = written(write, a_batch(a_record(None, span_count=0, refused=refused)))
    (entry,) = prepared.entries
    assert (entry.project_id, entry.refused, entry.last_reason) == (PROJECT, {"quota": 4}, "quota")
