"""The one description of the system hangs together."""

import string
from collections.abc import Iterator

import pytest
from assay_local.credentials import make_secrets
from assay_local.description import PORTS, SYSTEM, Kind, Process, named, without
from assay_local.places import native_places
from assay_local.settings import read_settings

NAMES = [process.name for process in SYSTEM]


def symbols(process: Process) -> Iterator[str]:
    for value in process.environment.values():
        yield from (field for _, field, _, _ in string.Formatter().parse(value) if field)


@pytest.mark.parametrize("process", SYSTEM, ids=NAMES)
def test_what_a_process_needs_is_described_before_or_elsewhere(process: Process) -> None:
    assert set(process.needs) <= set(NAMES)


def test_a_start_order_exists() -> None:
    ready: set[str] = set()
    for _ in SYSTEM:
        ready |= {process.name for process in SYSTEM if ready.issuperset(process.needs)}
    assert ready == set(NAMES)


def test_every_port_belongs_to_exactly_one_process() -> None:
    used = [port for process in SYSTEM for port in process.ports]
    assert sorted(used) == sorted(PORTS)
    assert len(set(PORTS.values())) == len(PORTS)


@pytest.mark.parametrize("process", SYSTEM, ids=NAMES)
def test_every_symbol_has_a_value_without_docker(process: Process) -> None:
    places = native_places(read_settings({}), make_secrets())
    resolved = places.environment(process.environment)
    assert "{" not in "".join(resolved.values())
    assert all(resolved.values())


@pytest.mark.parametrize("process", [p for p in SYSTEM if p.kind is not Kind.JOB], ids=lambda process: process.name)
def test_what_runs_for_ever_has_a_probe_on_a_port_of_its_own(process: Process) -> None:
    assert process.probe is not None
    assert process.probe.port in process.ports


def test_only_the_gateway_and_its_jobs_see_the_pepper() -> None:
    holders = {p.name for p in SYSTEM if any("PEPPER" in symbol for symbol in symbols(p))}
    assert holders == {"gateway", "gateway-bootstrap"}


@pytest.mark.parametrize("process", SYSTEM, ids=NAMES)
def test_nobody_holds_the_signing_key_of_another_context(process: Process) -> None:
    own = process.command[2].removeprefix("assay_").upper() if process.command else "NOBODY"
    keys = {symbol for symbol in symbols(process) if "SIGNING_KEYS" in symbol}
    assert keys <= {f"secret[ASSAY_SIGNING_KEYS_{own}]"}


def test_a_part_given_from_outside_is_waited_for_by_nobody() -> None:
    rest = without(SYSTEM, frozenset({"kafka"}))
    assert "kafka" not in {process.name for process in rest}
    assert named("ingest-migrate", rest).needs == ("clickhouse", "postgres-init")
