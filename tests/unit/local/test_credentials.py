"""Secrets are made once and fit together; lost ones are never replaced beside old data."""

import stat
from pathlib import Path

import pytest
from assay_contracts.rules.api_key import parse_key
from assay_kit.service_token import Signer, Verifier
from assay_local.credentials import format_env, load_secrets, make_secrets, parse_env
from assay_local.errors import Refused
from assay_local.layout import Layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout(state=tmp_path / "state", cache=tmp_path / "cache")
    layout.prepare()
    return layout


def test_secrets_are_made_once_and_only_their_owner_reads_them(layout: Layout) -> None:
    first = load_secrets(layout)
    assert load_secrets(layout) == first
    assert stat.S_IMODE(layout.secrets.stat().st_mode) == 0o600


def test_two_stacks_share_no_secret() -> None:
    one, other = make_secrets(), make_secrets()
    assert {name for name in one if one[name] == other[name]} == {"ASSAY_BOOTSTRAP_EMAIL"}


def test_lost_secrets_beside_data_are_refused_with_the_way_out(layout: Layout) -> None:
    layout.data_of("kafka").mkdir()
    with pytest.raises(Refused, match="make clean"):
        load_secrets(layout)


def test_the_file_format_keeps_every_value() -> None:
    made = make_secrets()
    assert parse_env(format_env(made)) == made


def test_the_default_key_is_well_formed() -> None:
    assert parse_key(make_secrets()["ASSAY_BOOTSTRAP_API_KEY"]) is not None


@pytest.mark.parametrize(
    ("issuer", "callee"), [("ingest", "gateway"), ("gateway", "query"), ("evals", "query"), ("evals", "ingest")]
)
def test_a_callee_verifies_the_callers_that_it_serves(issuer: str, callee: str) -> None:
    made = make_secrets()
    token = Signer(issuer, made[f"ASSAY_SIGNING_KEYS_{issuer.upper()}"]).mint(
        audience=callee,
        subject="job:test",
        project_id=None,
        scopes=(),
        method="GET",
        path="/",
        request_id="r",
        now_s=1_000,
    )
    verifier = Verifier(callee, made[f"ASSAY_VERIFY_KEYS_{callee.upper()}"], [issuer])
    assert verifier.verify(token, method="GET", path="/", now_s=1_000).iss == issuer
