"""Any one process may be killed at any time: the supervisor heals it, and no acknowledged span is lost or doubled."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from assay_local import outputs, probes
from assay_local.description import named
from assay_local.places import Places
from assay_local.settings import read_settings
from assay_local.stack import Stack
from assay_local.testrun import own_stack, say

from tests.support.api import Api
from tests.support.otlp import a_trace
from tests.support.sender import Sender

TRACES, SPANS_EACH = 200, 50  # 10,000 spans
VICTIMS = ("writer", "receiver", "settler", "kafka", "clickhouse", "gateway", "query", "postgres")
HEALED_WITHIN_S = 60


@dataclass(frozen=True)
class Running:
    """A stack of this module's own: what is killed here must not disturb other tests."""

    stack: Stack
    places: Places
    env: dict[str, str]

    def kill(self, name: str) -> int:
        """SIGKILL one process of our own stack; returns the pid that died."""
        pid = self.stack.supervisor.processes()[name].pid
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_until_healed(self, name: str, dead: int) -> None:
        probe = named(name).probe
        assert probe is not None
        deadline = time.monotonic() + HEALED_WITHIN_S
        while time.monotonic() < deadline:
            info = self.stack.supervisor.processes()[name]
            if info.is_alive and info.pid not in (0, dead) and probes.is_ready(probe, self.places):
                return
            time.sleep(0.2)
        raise AssertionError(f"{name} was not healed in {HEALED_WITHIN_S} s: {self.stack.supervisor.log_tail(name)}")


@pytest.fixture(scope="module")
def running(stack_env: dict[str, str]) -> Iterator[Running]:
    """Starts only where `make test` runs: `stack_env` skips elsewhere."""
    with own_stack(read_settings()) as stack:
        places = stack.up(say)
        yield Running(stack, places, outputs.values(stack.settings, places))


@pytest.mark.timeout(400)
def test_ten_thousand_spans_survive_a_kill_of_each_process(running: Running) -> None:
    now_ns = time.time_ns()
    traces = [a_trace(now_ns + number * 1_000_000, SPANS_EACH, name="survivor") for number in range(TRACES)]
    sender = Sender(running.env, traces, pause_s=0.1)
    sender.start()
    for victim in VICTIMS:
        running.wait_until_healed(victim, running.kill(victim))
    sender.join(timeout_s=120)

    assert sender.refused == []
    assert len(sender.acknowledged) == TRACES
    with closing(Api(running.env["ASSAY_URL"], running.env["ASSAY_API_KEY"])) as api:
        for trace_id, spans in sender.acknowledged.items():
            shown = api.wait_for_trace(trace_id, spans=len(spans), timeout_s=60)
            assert {span["span_id"] for span in shown["spans"]} == spans
        listed = api.traces(service="faults", limit=200)
    assert sum(trace["span_count"] for trace in listed) == TRACES * SPANS_EACH
    say(f"\nkills {len(VICTIMS)}, spans {TRACES * SPANS_EACH}, repeated exports {sender.repeats}, lost 0, doubled 0")
