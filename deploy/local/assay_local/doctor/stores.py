"""ClickHouse, Kafka and PostgreSQL: write something, read it back, remove it."""

from collections.abc import Callable, Mapping
from typing import Final

import confluent_kafka
import psycopg
from assay_kit.clickhouse import connect
from assay_kit.ids import uuid7
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from assay_local.errors import LocalError

_TIMEOUT_S: Final = 15.0
_ROWS: Final = 1000
_WORD: Final = b"a round trip"


def examine_clickhouse(outputs: Mapping[str, str], _say: Callable[[str], None]) -> str:
    client = connect(outputs["ASSAY_CLICKHOUSE_URL"])
    table = f"doctor_{uuid7().hex}"
    try:
        client.execute(f"CREATE TABLE {table} (number UInt64) ENGINE = MergeTree ORDER BY number")
        client.execute(f"INSERT INTO {table} (number) VALUES", [(number,) for number in range(_ROWS)])
        [(count, total)] = client.execute(f"SELECT count(), sum(number) FROM {table}")  # noqa: S608 - our own name
        client.execute(f"DROP TABLE {table}")
        [(version,)] = client.execute("SELECT version()")
    finally:
        client.disconnect()
    if (count, total) != (_ROWS, sum(range(_ROWS))):
        raise LocalError(f"inserted {_ROWS} rows, selected {count}")
    return f"{version}: inserted and selected {_ROWS} rows"


def examine_kafka(outputs: Mapping[str, str], _say: Callable[[str], None]) -> str:
    brokers = outputs["ASSAY_KAFKA_BROKERS"]
    topic = f"doctor-{uuid7().hex}"
    admin = AdminClient({"bootstrap.servers": brokers})
    admin.create_topics([NewTopic(topic, 1, 1)], request_timeout=_TIMEOUT_S)[topic].result()
    try:
        _produce(brokers, topic)
        offset = _consume(brokers, topic)
    finally:
        admin.delete_topics([topic], request_timeout=_TIMEOUT_S)[topic].result()
    return f"created a topic, produced with acks=all and consumed at offset {offset}"


def _produce(brokers: str, topic: str) -> None:
    reports: list[confluent_kafka.KafkaError | None] = []
    producer = confluent_kafka.Producer({"bootstrap.servers": brokers, "acks": "all"})
    producer.produce(topic, _WORD, on_delivery=lambda error, _message: reports.append(error))
    if producer.flush(_TIMEOUT_S) or reports != [None]:
        raise LocalError(f"the record was not acknowledged: {reports or 'no report'}")


def _consume(brokers: str, topic: str) -> int:
    consumer = confluent_kafka.Consumer(
        {"bootstrap.servers": brokers, "group.id": topic, "auto.offset.reset": "earliest", "enable.auto.commit": False}
    )
    try:
        consumer.subscribe([topic])
        message = consumer.poll(_TIMEOUT_S)
    finally:
        consumer.close()
    if message is None or message.error() or message.value() != _WORD:
        raise LocalError(f"the record did not come back: {message and message.error()}")
    return int(message.offset() or 0)


def examine_postgres(outputs: Mapping[str, str], _say: Callable[[str], None]) -> str:
    with psycopg.connect(outputs["ASSAY_POSTGRES_URL"], connect_timeout=int(_TIMEOUT_S)) as connection:
        connection.execute("CREATE TEMPORARY TABLE doctor (number int) ON COMMIT DROP")
        connection.execute("INSERT INTO doctor SELECT generate_series(1, 1000)")
        row = connection.execute("SELECT count(*), current_setting('server_version') FROM doctor").fetchone()
    if row is None or row[0] != _ROWS:
        raise LocalError(f"inserted {_ROWS} rows, selected {row}")
    return f"{row[1]}: inserted and selected {_ROWS} rows"
