"""From a committed change to a record on the topic: in order, once or again, never lost."""

import secrets
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NoReturn

import psycopg
import pytest
from assay_contracts.topics import Topic
from assay_gateway.bus.control import ControlPublisher
from assay_gateway.errors import Unavailable
from assay_gateway.store.identity.outbox import NumberedMessage, Outbox
from assay_gateway.store.transactions import Transactions
from assay_gateway.usecases.relay_outbox import RelayOutbox
from assay_kit.clock import SystemClock
from assay_kit.kafka import DurableProducer, ensure_topics, producer_config
from assay_kit.lifecycle import Stop
from assay_kit.postgres import Database

from tests.support.control_topic import ControlTopic
from tests.support.gateway_database import GatewayDatabase
from tests.support.gateway_in_process import InProcessGateway, gateway_in_process


@pytest.fixture
def topic(kafka_brokers: str) -> str:
    name = f"test.control.{secrets.token_hex(6)}"
    ensure_topics(kafka_brokers, [Topic(name, "gateway", compacted=True)], partitions=1, replication=1)
    return name


@pytest.fixture
def producer(kafka_brokers: str) -> Iterator[DurableProducer]:
    made = DurableProducer(producer_config(kafka_brokers))
    yield made
    made.close()


@pytest.fixture
def gateway(database: GatewayDatabase) -> Iterator[InProcessGateway]:
    """With what its project's creation has to tell already told."""
    with gateway_in_process(database, {}) as running:
        while running.kept.outbox.relay(lambda _messages: None):
            pass
        yield running


def a_relay(gateway: InProcessGateway, producer: DurableProducer, topic: str) -> RelayOutbox:
    return RelayOutbox(gateway.kept.outbox, ControlPublisher(producer, topic), SystemClock())


def revoke_new_keys(gateway: InProcessGateway, count: int) -> list[str]:
    """The record keys of `count` revocations, in their order."""
    ids = [gateway.key("read").split("_")[1] for _ in range(count)]
    for key_id in ids:
        gateway.kept.manage.revoke_key(gateway.project_id, key_id)
    return [f"key/{key_id}" for key_id in ids]


def read_all(control: ControlTopic, count: int) -> list[tuple[str, int]]:
    records = [control.read(5.0) for _ in range(count)]
    return [(key, record.revision) for key, record in records]


def test_records_come_in_the_order_of_the_changes_with_rising_revisions(
    gateway: InProcessGateway, producer: DurableProducer, topic: str, kafka_brokers: str
) -> None:
    control = ControlTopic(kafka_brokers, topic)
    told = revoke_new_keys(gateway, 5)
    assert a_relay(gateway, producer, topic).relay_outbox() == 5
    records = read_all(control, 5)
    control.close()
    assert [key for key, _ in records] == told
    revisions = [revision for _, revision in records]
    assert revisions == sorted(set(revisions))


def test_two_relays_at_once_tell_everything_in_one_rising_sequence(
    gateway: InProcessGateway, producer: DurableProducer, topic: str, kafka_brokers: str
) -> None:
    control, stop = ControlTopic(kafka_brokers, topic), Stop()
    relays = [threading.Thread(target=a_relay(gateway, producer, topic).run, args=(stop,)) for _ in range(2)]
    for relay in relays:
        relay.start()
    told = revoke_new_keys(gateway, 30)
    records = read_all(control, 30)
    stop.set()
    for relay in relays:
        relay.join()
    control.close()
    assert sorted(key for key, _ in records) == sorted(told)
    revisions = [revision for _, revision in records]
    assert revisions == sorted(set(revisions))


def test_what_the_broker_did_not_take_is_told_later_under_a_higher_revision(gateway: InProcessGateway) -> None:
    tried: list[list[NumberedMessage]] = []

    def refuse(messages: Sequence[NumberedMessage]) -> None:
        tried.append(list(messages))
        raise Unavailable("Kafka")

    revoke_new_keys(gateway, 2)
    with pytest.raises(Unavailable):
        gateway.kept.outbox.relay(refuse)
    assert gateway.kept.outbox.relay(lambda messages: tried.append(list(messages))) == 2
    first, second = tried
    assert [each.message for each in first] == [each.message for each in second]
    assert max(each.revision for each in first) < min(each.revision for each in second)
    assert gateway.kept.outbox.relay(lambda messages: tried.append(list(messages))) == 0


def test_a_relay_whose_connections_are_cut_goes_on(
    gateway: InProcessGateway,
    database: GatewayDatabase,
    producer: DurableProducer,
    topic: str,
    kafka_brokers: str,
) -> None:
    control, stop = ControlTopic(kafka_brokers, topic), Stop()
    relay = threading.Thread(target=a_relay(gateway, producer, topic).run, args=(stop,))
    relay.start()
    before = revoke_new_keys(gateway, 1)
    assert [key for key, _ in read_all(control, 1)] == before
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    after = revoke_new_keys(gateway, 1)
    assert [key for key, _ in read_all(control, 1)] == after
    stop.set()
    relay.join()
    control.close()


def test_a_change_that_is_rolled_back_is_not_told(gateway: InProcessGateway) -> None:
    key_id = gateway.key("read").split("_")[1]
    with pytest.raises(RuntimeError):
        gateway.kept.api_keys.revoke(gateway.project_id, key_id, datetime.now(UTC), _fail)  # noqa: TID251 - any time
    assert gateway.kept.outbox.relay(lambda _messages: None) == 0
    found = gateway.kept.lookup.find(key_id)
    assert found is not None
    assert found.key.revoked_at is None


def _fail(_change: object) -> NoReturn:
    raise RuntimeError("the encoding broke")


def test_a_database_that_is_away_is_unavailable_and_nothing_else() -> None:
    nowhere = Database("postgresql://nobody:x@127.0.0.1:9/none")
    with pytest.raises(Unavailable):
        Outbox(Transactions(nowhere, nowhere)).relay(lambda _messages: None)
    nowhere.close()
