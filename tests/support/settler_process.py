"""A settler in a process of its own, on the topics and tables of one test, so that it can be killed and stopped.

`python -m tests.support.settler_process <json>`: brokers, url, stored, settled, group, member, fail_at.
"""

import json
import random
import subprocess
import sys
from typing import Final

from assay_ingest.app.settler import derived_store
from assay_ingest.bus.settled import SettledPublisher
from assay_ingest.bus.stored_consumer import StoredConsumer, settler_consumer_config
from assay_ingest.domain.project import ProjectRules
from assay_ingest.store.settler_client import SettlerClient
from assay_ingest.usecases.follow_stored import FollowStored
from assay_ingest.usecases.settle_traces import SettleTraces
from assay_kit.clock import SystemClock
from assay_kit.failpoints import Failpoints
from assay_kit.kafka import DurableProducer, producer_config
from assay_kit.lifecycle import stop_on_signals

FAILPOINTS: Final = ("after_facts", "after_summaries", "after_tombstones", "after_announcement")


def start(**arguments: str) -> "subprocess.Popen[bytes]":
    """The running process; the caller ends it."""
    command = [sys.executable, "-m", "tests.support.settler_process", json.dumps(arguments)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own


def main(*, brokers: str, url: str, stored: str, settled: str, group: str, member: str = "", fail_at: str = "") -> None:
    stop, clock = stop_on_signals(), SystemClock()
    client, producer = SettlerClient(url), DurableProducer(producer_config(brokers))
    settler = SettleTraces(
        derived_store(client),
        announce=SettledPublisher(producer, topic=settled).announce,
        rules_of=lambda project_id: ProjectRules(),
        deleted_at_ns=lambda project_id, trace_id: None,
        now_ns=clock.now_ns,
        pass_by=Failpoints(fail_at).hit,
    )
    consumer = StoredConsumer(settler_consumer_config(brokers, group=group, member=member or None), topic=stored)
    FollowStored(consumer, settler, clock, random.random).run(stop)
    producer.close()
    client.close()


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
