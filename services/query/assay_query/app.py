"""Puts query together: the only place that knows all of its rooms."""

import json
import sys

from assay_kit.clickhouse import ClientPool, is_transient
from assay_kit.clock import Clock, SystemClock
from assay_kit.health import Health, ProbeServer
from assay_kit.http import create_api, serve
from assay_kit.lifecycle import stop_on_signals
from assay_kit.logging import configure_logging, get_logger
from clickhouse_driver.errors import Error
from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from assay_query.api.callers import Callers
from assay_query.api.operations import document
from assay_query.api.spans import spans_router
from assay_query.api.status import on_query_error
from assay_query.api.traces import traces_router
from assay_query.errors import QueryError
from assay_query.settings import read_settings
from assay_query.store.reader import Reader
from assay_query.store.scores import Scores
from assay_query.store.span_io import SpanPages
from assay_query.store.spans import Spans
from assay_query.store.traces import Traces
from assay_query.usecases.list_traces import ListTraces
from assay_query.usecases.read_span import ReadSpan
from assay_query.usecases.read_trace import ReadTrace

SERVICE = "query"
API_VERSION = "1"
POOL_SIZE = 16
ANSWER_WITHIN_S = 15  # a query ends itself after 10 s; more means that the server hangs
GZIP_FROM_BYTES = 2048


def build_api(reader: Reader, verify_keys: str, clock: Clock) -> FastAPI:
    """The API over one reader."""
    traces, spans, scores = Traces(reader), Spans(reader), Scores(reader)
    callers = Callers(verify_keys, clock)
    api = create_api("Assay query", API_VERSION, service=SERVICE)
    api.add_exception_handler(QueryError, on_query_error)
    api.add_middleware(GZipMiddleware, minimum_size=GZIP_FROM_BYTES, compresslevel=5)
    api.include_router(traces_router(callers, ListTraces(traces, scores, clock), ReadTrace(traces, spans, scores)))
    api.include_router(spans_router(callers, ReadSpan(traces, spans, SpanPages(reader))))
    return api


def run_api() -> None:
    """Serve until told to stop."""
    settings = read_settings()
    configure_logging(service=SERVICE, role="api", level=settings.log_level)
    stop = stop_on_signals()
    clickhouse_url = settings.clickhouse_url.get_secret_value()
    pool = ClientPool(clickhouse_url, size=POOL_SIZE, send_receive_timeout=ANSWER_WITHIN_S)
    probed = ClientPool(clickhouse_url, size=1, connect_timeout=1, sync_request_timeout=1)  # never waits for a query
    reader = Reader(pool)
    health = Health(SERVICE, "api")
    health.require("clickhouse", lambda: _answers(probed))
    health.require("not_stopping", lambda: not stop.is_set())
    probes = ProbeServer(health, settings.bind_host, settings.internal_port)
    probes.start()
    get_logger().info("api_started", port=settings.http_port, probes=probes.port)
    serve(
        build_api(reader, settings.verify_keys.get_secret_value(), SystemClock()),
        settings.bind_host,
        settings.http_port,
        stop,
    )
    probes.stop()
    pool.close()
    probed.close()
    if stop.failed:
        sys.exit(1)


def _answers(pool: ClientPool) -> bool:
    """Whether ClickHouse answers at all; sends no statement."""
    try:
        with pool.client() as client:
            if not client.connection.connected:
                client.connection.connect()
            return bool(client.connection.ping())
    except (Error, OSError, EOFError) as failed:
        if is_transient(failed):
            return False
        raise


def openapi_document() -> str:
    """This API's OpenAPI document as it is committed."""
    pool = ClientPool("clickhouse://localhost", size=1)  # never asked
    api = build_api(Reader(pool), "", SystemClock())
    return json.dumps(document(api), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def run_openapi() -> None:
    """Print the OpenAPI document."""
    sys.stdout.write(openapi_document())
