"""The compose file is what the description renders, and Docker Compose's own loader takes it."""

import re
import shutil
import subprocess
from typing import Any, Final

import pytest
import yaml
from assay_local.compose import COMPOSE_FILE, EXAMPLE_FILE, render, render_example
from assay_local.credentials import make_secrets, parse_env
from assay_local.description import PORTS, SYSTEM, Kind, Process
from assay_local.settings import PROJECT

LOADER: Final = "github.com/compose-spec/compose-go/v2/cmd@v2.16.2"
OURS: Final = [process for process in SYSTEM if process.command]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE_FILE.read_text())["services"]
    return loaded


def test_the_committed_files_are_what_the_description_renders() -> None:
    assert COMPOSE_FILE.read_text() == render(), "run `python -m assay_local.compose`"
    assert EXAMPLE_FILE.read_text() == render_example(), "run `python -m assay_local.compose`"


def test_every_process_of_the_description_is_a_service(services: dict[str, Any]) -> None:
    assert set(services) == {process.name for process in SYSTEM}


@pytest.mark.parametrize("process", OURS, ids=lambda process: process.name)
def test_our_processes_have_the_same_command_and_variables_as_without_docker(
    process: Process, services: dict[str, Any]
) -> None:
    service = services[process.name]
    assert service["command"] == list(process.command)
    assert set(service["environment"]) == set(process.environment)


@pytest.mark.parametrize("process", SYSTEM, ids=lambda process: process.name)
def test_ports_are_published_on_loopback_under_their_own_variables(process: Process, services: dict[str, Any]) -> None:
    published = services[process.name].get("ports", [])
    expected = [name for name in process.ports if name != "KAFKA_CONTROLLER"]
    assert [port.rpartition(":")[0] for port in published] == [
        f"127.0.0.1:${{ASSAY_PORT_{name}:-{PORTS[name]}}}" for name in expected
    ]


@pytest.mark.parametrize("process", [p for p in SYSTEM if p.kind is not Kind.JOB], ids=lambda process: process.name)
def test_what_runs_for_ever_has_a_health_check_and_restarts(process: Process, services: dict[str, Any]) -> None:
    service = services[process.name]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["restart"] == "unless-stopped"


def test_nothing_starts_before_what_it_needs_is_usable(services: dict[str, Any]) -> None:
    jobs = {process.name for process in SYSTEM if process.kind is Kind.JOB}
    for service in services.values():
        for need, condition in service.get("depends_on", {}).items():
            ended = "service_completed_successfully" if need in jobs else "service_healthy"
            assert condition == {"condition": ended}


def test_every_image_of_others_is_pinned(services: dict[str, Any]) -> None:
    tags = [service["image"].rpartition(":")[2] for service in services.values()]
    assert all(tag not in {"", "latest"} for tag in tags)


def compose_loader(*options: str) -> subprocess.CompletedProcess[str]:
    go = shutil.which("go")
    if go is None:
        pytest.skip("Go is not on PATH; Compose's own loader is a Go module")
    command = [go, "run", LOADER, *options, COMPOSE_FILE.name]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603 - our own words


def test_composes_own_loader_finds_nothing_wrong(services: dict[str, Any]) -> None:
    loaded = compose_loader("--no-interpolation")
    assert loaded.returncode == 0, loaded.stderr
    assert set(yaml.safe_load(loaded.stdout)["services"]) == set(services)


def test_compose_refuses_to_start_without_any_one_secret_and_names_it() -> None:
    refused = compose_loader()  # this loader substitutes without the environment: every required variable is missing
    named = set(re.findall(r"required variable (\w+) is missing", refused.stderr))
    assert refused.returncode != 0
    assert named == set(re.findall(r"\$\{(\w+):\?", COMPOSE_FILE.read_text()))
    assert named <= set(make_secrets())


def test_the_example_names_every_secret_and_holds_none() -> None:
    assert parse_env(EXAMPLE_FILE.read_text()) == dict.fromkeys(make_secrets(), "")


def test_the_dockerfile_builds_every_context_of_the_file(services: dict[str, Any]) -> None:
    dockerfile = (PROJECT / "deploy" / "Dockerfile").read_text()
    contexts = {
        service["build"]["args"]["CONTEXT"] for service in services.values() if "args" in service.get("build", {})
    }
    assert contexts == {"ingest", "query", "scoring", "evals", "gateway"}
    for context in contexts:
        assert f"services/{context}/pyproject.toml" in dockerfile
