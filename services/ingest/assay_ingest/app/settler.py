"""Role `settler`: stored spans to trace-level facts."""

import random
import socket
import sys

from assay_contracts.topics import RESETTLE
from assay_kit.clock import Clock, SystemClock
from assay_kit.failpoints import Failpoints
from assay_kit.health import Health, ProbeServer
from assay_kit.kafka import DurableProducer, producer_config
from assay_kit.lifecycle import Stop, spawn, stop_on_signals
from assay_kit.logging import configure_logging, get_logger

from assay_ingest.bus.control import ControlCopy, ControlReader
from assay_ingest.bus.settled import SettledPublisher
from assay_ingest.bus.stored_consumer import RESETTLE_GROUP, StoredConsumer, resettle_note, settler_consumer_config
from assay_ingest.settings import SettlerSettings, read
from assay_ingest.store.large_traces import LargeTraces
from assay_ingest.store.narrow_spans import NarrowSpans
from assay_ingest.store.settler_client import SettlerClient
from assay_ingest.store.trace_index import TraceIndex
from assay_ingest.store.trace_summary import TraceSummaries
from assay_ingest.store.usage_facts import UsageFacts
from assay_ingest.usecases.follow_resettles import FollowResettles
from assay_ingest.usecases.follow_stored import FollowStored
from assay_ingest.usecases.settle_traces import DerivedStore, SettleTraces

_STUCK_S = 60.0
"""A loop that has not turned for this long is not alive."""


def run_settler() -> None:
    """Run until told to stop. Nothing is kept here that the topics and tables do not have."""
    settings = read(SettlerSettings)
    configure_logging(service="ingest", role="settler", level=settings.log_level)
    failpoints = Failpoints(settings.fail_at, mode=settings.mode)
    stop, clock, control = stop_on_signals(), SystemClock(), ControlCopy()
    producer = DurableProducer(producer_config(settings.kafka_brokers))
    client = SettlerClient(settings.clickhouse_url.get_secret_value())
    consumer = StoredConsumer(settler_consumer_config(settings.kafka_brokers, member=_member(settings)))
    settler = build_settler(client, control, SettledPublisher(producer), clock, failpoints)
    follow = FollowStored(consumer, settler, clock, random.random, resettles=_follow_resettles(settings, settler))
    health = Health("ingest", "settler")
    health.require("control_read", lambda: control.ready)
    health.alive_while("loop_turns", lambda: follow.idle_s < _STUCK_S)
    probes = ProbeServer(health, settings.bind_host, settings.internal_port)
    probes.start()
    get_logger().info("settler_started", internal_port=probes.port)
    reader = spawn("control", lambda: ControlReader(settings.kafka_brokers, control, clock).run(stop), stop)
    _wait_until_read(control, stop)
    follow.run(stop)
    health.drain()
    producer.close()
    client.close()
    reader.join()
    probes.stop()
    if stop.failed:
        sys.exit(1)


def build_settler(
    client: SettlerClient, control: ControlCopy, publisher: SettledPublisher, clock: Clock, failpoints: Failpoints
) -> SettleTraces:
    """The use case over real tables and topics."""
    return SettleTraces(
        derived_store(client),
        announce=publisher.announce,
        rules_of=control.project,
        deleted_at_ns=lambda project_id, trace_id: control.deleted_at_ns(project_id, bytes.fromhex(trace_id)),
        now_ns=clock.now_ns,
        pass_by=failpoints.hit,
    )


def derived_store(client: SettlerClient) -> DerivedStore:
    """The tables, all over one client."""
    return DerivedStore(
        TraceIndex(client), NarrowSpans(client), LargeTraces(client), UsageFacts(client), TraceSummaries(client)
    )


def _follow_resettles(settings: SettlerSettings, settler: SettleTraces) -> FollowResettles:
    config = settler_consumer_config(settings.kafka_brokers, group=RESETTLE_GROUP, member=_member(settings))
    return FollowResettles(StoredConsumer(config, topic=RESETTLE, read=resettle_note), settler)


def _member(settings: SettlerSettings) -> str | None:
    """Host and port name a process across restarts; a process on any free port has no lasting name."""
    return f"settler-{socket.gethostname()}-{settings.internal_port}" if settings.internal_port else None


def _wait_until_read(control: ControlCopy, stop: Stop) -> None:
    """Before the first full read of `control.v1` nobody knows a project's retention or what was deleted."""
    while not control.ready and not stop.wait(0.1):
        pass
