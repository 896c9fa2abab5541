"""Choices of the caller are read once, and a wrong one is named."""

from pathlib import Path

import pytest
from assay_local.errors import Refused
from assay_local.settings import PROJECT, read_settings


def test_the_defaults_are_the_documented_ones() -> None:
    settings = read_settings({"HOME": "/home/someone"})
    assert settings.state_dir == PROJECT / ".local"
    assert settings.cache_dir == Path("/home/someone/.cache/assay")
    assert settings.ports["GATEWAY"] == 8080


def test_the_cache_follows_the_desktop_standard_and_then_its_own_variable() -> None:
    assert read_settings({"XDG_CACHE_HOME": "/x"}).cache_dir == Path("/x/assay")
    assert read_settings({"XDG_CACHE_HOME": "/x", "ASSAY_CACHE_DIR": "/y"}).cache_dir == Path("/y")


@pytest.mark.parametrize("text", ["0", "65536", "http", "-1"])
def test_a_wrong_port_is_refused_by_its_variable(text: str) -> None:
    with pytest.raises(Refused, match="ASSAY_PORT_KAFKA is"):
        read_settings({"ASSAY_PORT_KAFKA": text})


def test_an_unknown_stack_is_refused() -> None:
    with pytest.raises(Refused, match="docker or native"):
        read_settings({"ASSAY_STACK": "podman"})


def test_our_processes_inherit_no_secret_of_the_caller() -> None:
    settings = read_settings({"PATH": "/bin", "OPENAI_API_KEY": "k", "GOPROXY": "direct", "HTTPS_PROXY": "p"})
    assert settings.environment == {"PATH": "/bin"}
    assert settings.tool_environment == {"PATH": "/bin", "GOPROXY": "direct", "HTTPS_PROXY": "p"}
