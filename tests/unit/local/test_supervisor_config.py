"""What supervisor reads back is what was meant."""

from pathlib import Path
from typing import Any

import pytest
from assay_local.layout import Layout
from assay_local.program import Program
from assay_local.supervisor_config import render
from supervisor.datatypes import RestartUnconditionally, RestartWhenExitUnexpected
from supervisor.options import ServerOptions

AWKWARD = '50% of "that", it is; fine\\'


def parsed(tmp_path: Path, *programs: Program) -> dict[str, Any]:
    """Programs by name, as supervisor itself understands the file."""
    layout = Layout(state=tmp_path / "s", cache=tmp_path)
    layout.prepare()
    layout.supervisor_config.write_text(render(layout, programs, as_root=False))
    options = ServerOptions()
    options.realize(["-c", str(layout.supervisor_config)])
    return {group.name: group.process_configs[0] for group in options.process_group_configs}


def test_awkward_arguments_and_values_survive(tmp_path: Path) -> None:
    program = Program("one", ("/bin/echo", "a b", "100%"), environment={"NOTE": AWKWARD})
    read = parsed(tmp_path, program)["one"]
    assert read.environment == {"NOTE": AWKWARD}
    assert read.command == "/bin/echo 'a b' 100%"


@pytest.mark.parametrize(
    ("once", "retried", "restart"),
    [(False, True, RestartUnconditionally), (True, True, RestartWhenExitUnexpected), (True, False, False)],
)
def test_roles_return_for_ever_and_jobs_end(tmp_path: Path, once: bool, retried: bool, restart: object) -> None:
    read = parsed(tmp_path, Program("one", ("/bin/true",), once=once, retried=retried))["one"]
    assert read.autorestart is restart
    assert read.exitcodes == [0]


def test_nothing_starts_before_its_turn(tmp_path: Path) -> None:
    assert parsed(tmp_path, Program("one", ("/bin/true",)))["one"].autostart is False
