"""A service token proves one call from one issuer to one callee."""

import base64
from uuid import UUID

import pytest
from assay_kit.service_token import Signer, TokenRejected, Verifier, derive_key

KEY = bytes(range(32))
PROJECT = UUID("01890000-0000-7000-8000-000000000001")
NOW_S = 1_700_000_000
GATEWAY_KEYS = f"k1:{base64.b64encode(KEY).decode()}"


def _verifier(audience: str = "query", *, issuer: str = "gateway", allowed: tuple[str, ...] = ("gateway",)) -> Verifier:
    derived = base64.b64encode(derive_key(KEY, issuer, audience)).decode()
    return Verifier(audience, f"{issuer}:k1:{derived}", allowed)


def _token(**changes: object) -> str:
    call: dict[str, object] = {
        "audience": "query",
        "subject": "key:abc",
        "project_id": PROJECT,
        "scopes": ["read"],
        "method": "GET",
        "path": "/api/traces?limit=5",
        "request_id": "r-1",
        "now_s": NOW_S,
    }
    return Signer("gateway", GATEWAY_KEYS).mint(**(call | changes))  # type: ignore[arg-type]  # one dict for all fields


def _verify(verifier: Verifier, token: str, **changes: object) -> object:
    call: dict[str, object] = {"method": "GET", "path": "/api/traces?limit=5", "now_s": NOW_S}
    return verifier.verify(token, **(call | changes))  # type: ignore[arg-type]  # one dict for all fields


def test_the_callee_learns_who_calls_and_for_which_project() -> None:
    claims = _verifier().verify(_token(), method="GET", path="/api/traces?limit=5", now_s=NOW_S)
    assert (claims.iss, claims.sub, claims.prj, claims.scp) == ("gateway", "key:abc", PROJECT, frozenset({"read"}))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"method": "DELETE"}, "another call"),
        ({"path": "/api/traces?limit=6"}, "another call"),
        ({"now_s": NOW_S + 41}, "expired"),
        ({"now_s": NOW_S - 11}, "expired"),
    ],
)
def test_a_token_serves_one_call_for_half_a_minute(change: dict[str, object], reason: str) -> None:
    with pytest.raises(TokenRejected, match=reason):
        _verify(_verifier(), _token(), **change)


def test_a_token_for_another_service_is_refused_even_by_the_same_issuer() -> None:
    with pytest.raises(TokenRejected):
        _verify(_verifier("scoring"), _token())


def test_an_issuer_that_is_not_listed_is_refused() -> None:
    with pytest.raises(TokenRejected, match="unknown issuer"):
        _verify(_verifier(allowed=("evals",)), _token())


@pytest.mark.parametrize("position", range(0, 200, 7))
def test_a_changed_character_is_noticed(position: int) -> None:
    token = _token()
    changed = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]
    with pytest.raises(TokenRejected):
        _verify(_verifier(), changed)


@pytest.mark.parametrize("token", ["", "v1", "v1.a.b.c", "v1.k1.e30.e30", "....", "v1.k1.W10.AAAA", "é.é.é.é"])
def test_garbage_is_refused(token: str) -> None:
    with pytest.raises(TokenRejected):
        _verify(_verifier(), token)
