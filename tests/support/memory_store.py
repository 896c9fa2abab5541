"""Stand-ins for what the writer writes to: they keep everything, and refuse when told to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assay_ingest.bus.dead_letters import DeadLetter
from assay_ingest.domain.canonical import StoredSpan
from assay_ingest.domain.ledger import LedgerEntry
from assay_ingest.domain.stored_trace import StoredTrace
from assay_ingest.errors import StoreUnavailable


@dataclass
class Memory:
    """One log over all sinks, so that a test can see the order of steps."""

    steps: list[str] = field(default_factory=list)
    refusing: set[str] = field(default_factory=set)
    rows: dict[str, dict[str, Sequence[StoredSpan]]] = field(default_factory=dict)
    entries: dict[str, Sequence[LedgerEntry]] = field(default_factory=dict)
    traces: list[StoredTrace] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)

    def take(self, step: str) -> None:
        """Note the step, or refuse it."""
        if step in self.refusing:
            raise StoreUnavailable("code 210")
        self.steps.append(step)


@dataclass
class MemorySpans:
    """A span table with deduplication tokens."""

    memory: Memory
    table: str

    def insert(self, spans: Sequence[StoredSpan], token: str) -> None:
        self.memory.take(self.table)
        if spans:
            self.memory.rows.setdefault(self.table, {}).setdefault(token, spans)


@dataclass
class MemoryLedger:
    memory: Memory

    def insert(self, entries: Sequence[LedgerEntry], token: str) -> None:
        self.memory.take("ingest_ledger")
        self.memory.entries.setdefault(token, entries)


@dataclass
class MemoryAnnouncer:
    memory: Memory

    def announce(self, traces: Sequence[StoredTrace]) -> None:
        self.memory.take("stored.v1")
        self.memory.traces += traces


@dataclass
class MemoryDeadLetters:
    memory: Memory

    def publish(self, letters: Sequence[DeadLetter]) -> None:
        self.memory.take("otlp.dlq.v1")
        self.memory.letters += letters
