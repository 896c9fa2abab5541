"""The description turned into programs of this machine: which binary each part is, and with which environment."""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assay_local import description, toolchain
from assay_local.description import Kind, Process
from assay_local.layout import Layout
from assay_local.parts import clickhouse, frontend, kafka, postgres, temporal
from assay_local.places import Places
from assay_local.program import Program
from assay_local.settings import Settings

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What will run: the described processes that this machine starts, and the program of each."""

    processes: tuple[Process, ...]
    programs: tuple[Program, ...]


def wanted(settings: Settings, layout: Layout) -> tuple[Process, ...]:
    """The system without what is given from outside; without the page when this checkout has none."""
    given = {"kafka": settings.external_kafka, "postgres": settings.external_postgres}
    absent = {name for name, address in given.items() if address}
    if not frontend.is_there(layout):
        absent.add("frontend")
    return description.without(description.SYSTEM, frozenset(absent))


def prepare(processes: tuple[Process, ...], settings: Settings, layout: Layout, places: Places, say: Say) -> Plan:
    """Fetch, build and format what the parts need (at the same time), then name every program."""
    makers = _Makers(settings, layout, places, say)
    with ThreadPoolExecutor() as pool:
        programs = tuple(pool.map(makers.program_of, processes))
    return Plan(processes, programs)


class _Makers:
    """One method per part of somebody else; our own processes all go the same way."""

    def __init__(self, settings: Settings, layout: Layout, places: Places, say: Say) -> None:
        self._settings = settings
        self._layout = layout
        self._places = places
        self._say = say
        self._special: Final[dict[str, Callable[[], Program]]] = {
            "postgres": self._postgres,
            "postgres-init": self._postgres_init,
            "kafka": self._kafka,
            "clickhouse": self._clickhouse,
            "temporal": self._temporal,
            "frontend": self._frontend,
        }

    def program_of(self, process: Process) -> Program:
        maker = self._special.get(process.name)
        return maker() if maker else self._ours(process)

    def _ours(self, process: Process) -> Program:
        argv = tuple(sys.executable if word == "python" else word for word in process.command)
        if process.kind is Kind.JOB and not process.holds_up:
            argv = (sys.executable, "-m", "assay_local.when_ready", self._places.address["TEMPORAL"], *argv)
        return Program(
            process.name,
            argv,
            environment={"PYTHONUNBUFFERED": "1", **self._places.environment(process.environment)},
            once=process.kind is Kind.JOB,
            retried=not process.holds_up,
        )

    def _postgres(self) -> Program:
        postgres.prepare(self._layout, self._places.secret["ASSAY_POSTGRES_PASSWORD"])
        return postgres.program(self._layout, port=self._places.port["POSTGRES"])

    def _postgres_init(self) -> Program:
        passwords = self._places.environment(description.postgres_passwords())
        return postgres.init_program(self._layout, superuser_url(self._settings, self._places), passwords)

    def _kafka(self) -> Program:
        jars = self._kafka_jars()
        port = self._places.port
        kafka.prepare(self._layout, jars, port=port["KAFKA"], controller_port=port["KAFKA_CONTROLLER"])
        return kafka.program(self._layout, jars)

    def _kafka_jars(self) -> Path:
        if not kafka.is_there(self._layout):
            self._say("  kafka              fetching its jars (44 MB, once)")
        return kafka.fetch(self._layout, self._settings.tool_environment)

    def _clickhouse(self) -> Program:
        password = self._places.secret["ASSAY_CLICKHOUSE_PASSWORD"]
        return clickhouse.program(self._layout, port=self._places.port["CLICKHOUSE"], password=password)

    def _temporal(self) -> Program:
        if not temporal.is_there(self._layout):
            toolchain.require("go", "Temporal")  # said now, not minutes later in a log
            self._say("  temporal           building in the background (minutes, once); everything else goes on")
        port = self._places.port
        tools = self._settings.tool_environment  # the first start compiles
        return temporal.program(self._layout, tools, port=port["TEMPORAL"], ui_port=port["TEMPORAL_UI"])

    def _frontend(self) -> Program:
        frontend.build(self._layout, self._settings.tool_environment, self._say)
        environment = self._places.environment(description.FRONTEND.environment)
        return frontend.program(self._layout, self._places.port["UI"], environment)


def superuser_url(settings: Settings, places: Places) -> str:
    """PostgreSQL as superuser, database `postgres`."""
    if settings.external_postgres:
        return settings.external_postgres
    password = places.secret["ASSAY_POSTGRES_PASSWORD"]
    return f"postgresql://{postgres.SUPERUSER}:{password}@{places.address['POSTGRES']}/postgres"


def is_root() -> bool:
    return os.geteuid() == 0
