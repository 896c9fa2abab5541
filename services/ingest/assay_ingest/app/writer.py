"""Role `writer`: raw topics to ClickHouse."""

import base64
import random
import socket
import sys
from typing import Any

import orjson
from assay_contracts.topics import OTLP_SPANS
from assay_kit.clock import SystemClock
from assay_kit.health import Health, ProbeServer
from assay_kit.kafka import DurableProducer, producer_config
from assay_kit.lifecycle import stop_on_signals
from assay_kit.logging import configure_logging, get_logger

from assay_ingest.bus.consumer import RawConsumer, writer_consumer_config
from assay_ingest.bus.dead_letters import DeadLetterPublisher
from assay_ingest.bus.decode import Decoder
from assay_ingest.bus.stored import StoredPublisher
from assay_ingest.domain.genai.model import Json
from assay_ingest.settings import WriterSettings, read
from assay_ingest.store.ledger import Ledger
from assay_ingest.store.span_io import SpanIo
from assay_ingest.store.spans import Spans
from assay_ingest.store.writer_client import WriterClient
from assay_ingest.usecases.follow_raw import FollowRaw
from assay_ingest.usecases.write_batch import WriteBatch

_STUCK_S = 60.0
"""A loop that has not turned for this long is not alive."""
_LARGEST_RECORD_BYTES = 17 * 1024 * 1024


def run_writer() -> None:
    """Run until told to stop. Nothing is kept here that the topics and tables do not have."""
    settings = read(WriterSettings)
    configure_logging(service="ingest", role="writer", level=settings.log_level)
    stop, clock = stop_on_signals(), SystemClock()
    producer = DurableProducer(producer_config(settings.kafka_brokers, message_max_bytes=_LARGEST_RECORD_BYTES))
    client = WriterClient(settings.clickhouse_url.get_secret_value())
    consumer = RawConsumer(writer_consumer_config(settings.kafka_brokers, member=_member(settings)), [OTLP_SPANS])
    write = build_write_batch(client, StoredPublisher(producer), DeadLetterPublisher(producer))
    follow = FollowRaw(consumer, write, clock, random.random)
    health = Health("ingest", "writer")
    health.require("loop_turns", lambda: follow.is_turning)
    health.alive_while("loop_turns", lambda: follow.idle_s < _STUCK_S)
    probes = ProbeServer(health, settings.bind_host, settings.internal_port)
    probes.start()
    get_logger().info("writer_started", internal_port=probes.port)
    follow.run(stop)
    health.drain()
    producer.close()
    client.close()
    probes.stop()
    if stop.failed:
        sys.exit(1)


def build_write_batch(client: WriterClient, stored: StoredPublisher, dead_letters: DeadLetterPublisher) -> WriteBatch:
    """The use case over real tables and topics."""
    return WriteBatch(
        decoder=Decoder(),
        json=fast_json(),
        texts=SpanIo(client),
        spans=Spans(client),
        ledger=Ledger(client),
        stored=stored,
        dead_letters=dead_letters,
    )


def _member(settings: WriterSettings) -> str | None:
    """Host and port name a process across restarts; a process on any free port has no lasting name."""
    return f"writer-{socket.gethostname()}-{settings.internal_port}" if settings.internal_port else None


def fast_json() -> Json:
    """The codec that the mapping is handed. Bytes become base64 text; NaN and infinities become null."""
    return Json(orjson.loads, lambda value: orjson.dumps(value, default=_as_text).decode())


def _as_text(value: Any) -> str:  # noqa: ANN401 - whatever orjson cannot write
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(type(value).__name__)
