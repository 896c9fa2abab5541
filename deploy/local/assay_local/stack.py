"""One stack of this machine: up, down and clean."""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from assay_local import native, outputs, ports, supervisor_config
from assay_local.bring_up import bring_up
from assay_local.credentials import load_secrets
from assay_local.description import SYSTEM, Kind, Process, without
from assay_local.errors import Refused
from assay_local.files import locked, write_whole
from assay_local.layout import Layout
from assay_local.native import Plan
from assay_local.parts import postgres
from assay_local.places import Places, native_places
from assay_local.program import Program
from assay_local.settings import Settings
from assay_local.supervision import Supervisor

Say = Callable[[str], None]

_CODE: Final = ("libs/kit/assay_kit", "proto/assay_contracts")


@dataclass(frozen=True)
class Stack:
    settings: Settings
    layout: Layout
    supervisor: Supervisor

    @classmethod
    def of(cls, settings: Settings) -> "Stack":
        layout = Layout(state=settings.state_dir, cache=settings.cache_dir)
        return cls(settings, layout, Supervisor(layout))

    def up(self, say: Say, only: frozenset[str] | None = None) -> Places:
        """Bring the stack up, heal what is dead in it, and restart what runs with old code or settings.

        `only` limits it to some processes. Returns when it is usable. Raises LocalError.
        """
        self.layout.prepare()
        with locked(self.layout.run / "up.lock"):
            places = self.places()
            processes = self._wanted(only)
            if not self.supervisor.is_up():
                self.supervisor.end_orphans()
            ports.check(processes, self.settings.ports, self._ports_held())
            plan = native.prepare(processes, self.settings, self.layout, places, say)
            unchanged = self._supervise(plan)
            bring_up(plan.processes, self.supervisor, places, say, done=self._done(unchanged))
            if only is None:
                outputs.write(self.layout, self.settings, places)
            return places

    def places(self) -> Places:
        return native_places(self.settings, load_secrets(self.layout))

    def down(self) -> bool:
        """Stop everything; False when nothing ran. Roles first, so that they can finish what they hold."""
        if not self.supervisor.is_up():
            return bool(self.supervisor.end_orphans())
        running = self.supervisor.processes()
        parts = {process.name for process in native.wanted(self.settings, self.layout) if process.kind is Kind.PART}
        self.supervisor.stop_processes(name for name in running if name not in parts)
        self.supervisor.stop_processes(running)
        self.supervisor.shut_down()
        return True

    def migrate(self, say: Say) -> None:
        """Run the jobs of the start again on the running stack. Raises Refused when it is down."""
        if not self.supervisor.is_up():
            raise Refused("The stack is down; `make up` starts it and migrates.")
        jobs = tuple(p for p in native.wanted(self.settings, self.layout) if p.kind is Kind.JOB)
        others = frozenset(p.name for p in SYSTEM if p.kind is not Kind.JOB)
        bring_up(without(jobs, others), self.supervisor, self.places(), say)

    def clean(self) -> None:
        """Stop the stack and remove its state, PostgreSQL's wherever it lies. The cache stays."""
        self.down()
        if not self.layout.state.exists():
            return
        if any(self.layout.state.iterdir()) and not self.layout.run.exists():
            raise Refused(f"{self.layout.state} does not look like a state folder of Assay; nothing was removed.")
        postgres.remove(self.layout)
        shutil.rmtree(self.layout.state)

    def _wanted(self, only: frozenset[str] | None) -> tuple[Process, ...]:
        processes = native.wanted(self.settings, self.layout)
        return tuple(process for process in processes if only is None or process.name in only)

    def _ports_held(self) -> frozenset[int]:
        """The ports that our running processes were given at their last start."""
        record = self.layout.run / "ports.json"
        if not record.exists() or not self.supervisor.is_up():
            return frozenset()
        alive = {name for name, info in self.supervisor.processes().items() if info.is_alive}
        given: dict[str, list[int]] = json.loads(record.read_text())
        return frozenset(port for name, numbers in given.items() if name in alive for port in numbers)

    def _done(self, unchanged: frozenset[str]) -> frozenset[str]:
        """Jobs that this supervisord already ran with the code and settings of now."""
        return frozenset(name for name, info in self.supervisor.processes().items() if info.is_done) & unchanged

    def _supervise(self, plan: Plan) -> frozenset[str]:
        """Have supervisord run with this plan; stop what runs with older code, so that bring_up starts it anew.

        Returns the names of the programs that are as they were.
        """
        config = supervisor_config.render(self.layout, plan.programs, as_root=native.is_root())
        fingerprints = {program.name: _fingerprint(self.layout.project, program) for program in plan.programs}
        if self.supervisor.is_up():
            self.supervisor.reload(config)
            old = _read_json(self.layout.applied)
        else:
            old = {}
            write_whole(self.layout.supervisor_config, config)
            self.supervisor.start(self.settings.environment)
        changed = {name for name, print_ in fingerprints.items() if old.get(name) != print_}
        self.supervisor.stop_processes(changed)
        write_whole(self.layout.applied, json.dumps(fingerprints))
        given = {p.name: [self.settings.ports[name] for name in p.ports] for p in plan.processes}
        write_whole(self.layout.run / "ports.json", json.dumps(given))
        return frozenset(fingerprints) - changed


def _read_json(path: Path) -> dict[str, str]:
    return dict(json.loads(path.read_text())) if path.exists() else {}


def _fingerprint(project: Path, program: Program) -> str:
    """Changes with the program's command, environment, configuration files and, for our roles, its code."""
    digest = hashlib.sha256(json.dumps(asdict(program), default=str, sort_keys=True).encode())
    for folder in _code_of(project, program):
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".py", ".sql", ".json"):
                digest.update(file.read_bytes())
    return digest.hexdigest()


def _code_of(project: Path, program: Program) -> list[Path]:
    modules = [word for word in program.argv if word.startswith("assay_") and not word.startswith("assay_local")]
    if not modules:
        return []
    return [project / "services" / modules[0].removeprefix("assay_"), *(project / folder for folder in _CODE)]
