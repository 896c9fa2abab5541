"""Asks a process whether it is usable, in its own protocol. Each probe answers within a second or two."""

from collections.abc import Callable, Mapping
from typing import Final

import clickhouse_driver
import clickhouse_driver.errors
import confluent_kafka
import confluent_kafka.admin
import httpx
import psycopg

from assay_local.description import Probe
from assay_local.places import Places
from assay_local.when_ready import answers

_TIMEOUT_S: Final = 2.0


def is_ready(probe: Probe, places: Places) -> bool:
    """False while the process does not answer, or answers that it is not ready."""
    return _PROTOCOLS[probe.protocol](probe, places)


def _http(probe: Probe, places: Places) -> bool:
    try:
        return httpx.get(places.url(probe.port) + probe.path, timeout=_TIMEOUT_S, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def _tcp(probe: Probe, places: Places) -> bool:
    return answers(places.address[probe.port])


def _kafka(probe: Probe, places: Places) -> bool:
    if not _tcp(probe, places):
        return False
    client = confluent_kafka.admin.AdminClient({"bootstrap.servers": places.address[probe.port], "log_level": 0})
    try:
        return bool(client.list_topics(timeout=_TIMEOUT_S).brokers)
    except confluent_kafka.KafkaException:
        return False


def _postgres(probe: Probe, places: Places) -> bool:
    """Any answer of a server that takes connections counts, a refused password included."""
    host, _, port = places.address[probe.port].rpartition(":")
    try:
        psycopg.connect(
            host=host,
            port=int(port),
            user="postgres",
            password=places.secret["ASSAY_POSTGRES_PASSWORD"],
            dbname="postgres",
            connect_timeout=int(_TIMEOUT_S),
        ).close()
    except psycopg.OperationalError as error:
        return error.sqlstate == "28P01"
    return True


def _clickhouse(probe: Probe, places: Places) -> bool:
    if not _tcp(probe, places):
        return False
    host, _, port = places.address[probe.port].rpartition(":")
    client = clickhouse_driver.Client(
        host=host,
        port=int(port),
        password=places.secret["ASSAY_CLICKHOUSE_PASSWORD"],
        connect_timeout=_TIMEOUT_S,
        send_receive_timeout=_TIMEOUT_S,
    )
    try:
        return bool(client.execute("SELECT 1") == [(1,)])
    except (clickhouse_driver.errors.Error, OSError, EOFError):
        return False
    finally:
        client.disconnect()


_PROTOCOLS: Final[Mapping[str, Callable[[Probe, Places], bool]]] = {
    "http": _http,
    "tcp": _tcp,
    "kafka": _kafka,
    "postgres": _postgres,
    "clickhouse": _clickhouse,
}
