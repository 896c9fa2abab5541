"""How long a key's verdict is believed, and what happens while the gateway is away."""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from assay_ingest.clients.keys import BAD_FOR_S, GOOD_FOR_S, GRACE_S, RETRY_AFTER_S, Keys, Refusal, Resolution, Verdict
from assay_ingest.domain.caller import Caller
from assay_ingest.errors import GatewayUnreachable, IngestForbidden, KeyRejected
from assay_kit.clock import ManualClock

from tests.support.key_service import a_key, key_id

PROJECT = UUID(int=7)
GOOD = Resolution(key_id(1), PROJECT, frozenset({"ingest"}))
KEY = a_key(1)


class Gateway:
    """Answers with `verdict`, or is away when there is none."""

    def __init__(self, verdict: Verdict | None = GOOD) -> None:
        self.verdict = verdict
        self.calls = 0
        self.before_answer: Callable[[], object] = lambda: None

    def resolve(self, key: str, peer: str) -> Verdict:
        self.calls += 1
        self.before_answer()
        if self.verdict is None:
            raise GatewayUnreachable
        return self.verdict


class Control:
    """Says of one key that it is dead."""

    dead: str | None = None

    def key_is_dead(self, key_id: str, now_ns: int) -> bool:
        return key_id == self.dead


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def control() -> Control:
    return Control()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def keys(gateway: Gateway, control: Control, clock: ManualClock) -> Keys:
    return Keys(gateway, control, clock)


def test_a_good_key_is_asked_for_once_a_minute(keys: Keys, gateway: Gateway, clock: ManualClock) -> None:
    assert keys.resolve(KEY, "") == Caller(PROJECT, key_id(1))
    clock.advance(GOOD_FOR_S - 1)
    keys.resolve(KEY, "")
    assert gateway.calls == 1
    clock.advance(2)
    keys.resolve(KEY, "")
    assert gateway.calls == 2


@pytest.mark.parametrize("key", [None, "", "secret", KEY[:-1] + "x", "asy_" + "0" * 52])
def test_what_cannot_be_a_key_costs_no_lookup(keys: Keys, gateway: Gateway, key: str | None) -> None:
    with pytest.raises(KeyRejected):
        keys.resolve(key, "")
    assert gateway.calls == 0


def test_a_bad_key_is_asked_for_again_after_ten_seconds(keys: Keys, gateway: Gateway, clock: ManualClock) -> None:
    gateway.verdict = Refusal("unknown")
    for _ in range(2):
        with pytest.raises(KeyRejected):
            keys.resolve(KEY, "")
    assert gateway.calls == 1
    gateway.verdict = GOOD
    clock.advance(BAD_FOR_S + 0.1)
    assert keys.resolve(KEY, "").project_id == PROJECT


def test_a_known_key_works_for_a_quarter_of_an_hour_without_the_gateway(
    keys: Keys, gateway: Gateway, clock: ManualClock
) -> None:
    keys.resolve(KEY, "")
    gateway.verdict = None
    clock.advance(GRACE_S - 1)
    assert keys.resolve(KEY, "").project_id == PROJECT
    clock.advance(RETRY_AFTER_S + 1)
    with pytest.raises(GatewayUnreachable):
        keys.resolve(KEY, "")


def test_an_unknown_key_is_never_called_bad_while_the_gateway_is_away(keys: Keys, gateway: Gateway) -> None:
    gateway.verdict = None
    with pytest.raises(GatewayUnreachable):
        keys.resolve(KEY, "")


def test_a_gateway_that_is_away_is_not_asked_by_everyone(keys: Keys, gateway: Gateway, clock: ManualClock) -> None:
    gateway.verdict = None
    for _ in range(5):
        with pytest.raises(GatewayUnreachable):
            keys.resolve(KEY, "")
    assert gateway.calls == 1
    gateway.verdict = GOOD
    clock.advance(RETRY_AFTER_S + 0.1)
    assert keys.resolve(KEY, "").project_id == PROJECT


def test_a_refusal_that_is_old_gives_no_grace(keys: Keys, gateway: Gateway, clock: ManualClock) -> None:
    gateway.verdict = Refusal("revoked")
    with pytest.raises(KeyRejected):
        keys.resolve(KEY, "")
    gateway.verdict = None
    clock.advance(BAD_FOR_S + 1)
    with pytest.raises(GatewayUnreachable):
        keys.resolve(KEY, "")


def test_a_revocation_on_the_control_topic_beats_the_cache(keys: Keys, control: Control) -> None:
    keys.resolve(KEY, "")
    control.dead = key_id(1)
    with pytest.raises(KeyRejected) as rejected:
        keys.resolve(KEY, "")
    assert rejected.value.reason == "revoked"


def test_a_key_expires_between_two_lookups(keys: Keys, gateway: Gateway, clock: ManualClock) -> None:
    gateway.verdict = Resolution(key_id(1), PROJECT, frozenset({"ingest"}), clock.now_ns() + 5 * 10**9)
    keys.resolve(KEY, "")
    clock.advance(6)
    with pytest.raises(KeyRejected) as rejected:
        keys.resolve(KEY, "")
    assert rejected.value.reason == "expired"


@pytest.mark.parametrize("verdict", [Resolution(key_id(1), PROJECT, frozenset({"read"})), Refusal("suspended")])
def test_a_key_without_the_scope_and_a_suspended_project_are_forbidden(
    keys: Keys, gateway: Gateway, verdict: Verdict
) -> None:
    gateway.verdict = verdict
    with pytest.raises(IngestForbidden):
        keys.resolve(KEY, "")


def test_many_callers_with_one_key_make_one_lookup(keys: Keys, gateway: Gateway) -> None:
    everyone_waits = threading.Event()
    gateway.before_answer = lambda: everyone_waits.wait(5)
    callers: list[Caller] = []
    threads = [threading.Thread(target=lambda: callers.append(keys.resolve(KEY, ""))) for _ in range(8)]
    for thread in threads:
        thread.start()
    everyone_waits.set()
    for thread in threads:
        thread.join(5)
    assert len(callers) == 8
    assert gateway.calls == 1


def test_a_lookup_that_breaks_leaves_nobody_waiting(keys: Keys, gateway: Gateway) -> None:
    def break_down() -> None:
        raise RuntimeError("bug")

    gateway.before_answer = break_down
    for _ in range(2):
        with pytest.raises(RuntimeError):
            keys.resolve(KEY, "")
