"""Signing in and out of a running gateway."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.support.gateway_database import gateway_database
from tests.support.running_gateway import (
    API_KEY,
    EMAIL,
    PASSWORD,
    RunningGateway,
    run_gateway_role,
    running_gateway,
)

NEW_PASSWORD = "quite another 43 staple"  # noqa: S105 - of a test's own database


@pytest.fixture(scope="module")
def http(gateway: RunningGateway) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=gateway.url) as client:
        yield client


def login(http: httpx.Client, email: str = EMAIL, password: str = PASSWORD) -> httpx.Response:
    return http.post("/api/auth/login", json={"email": email, "password": password})


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def problem(answer: httpx.Response) -> tuple[int, dict[str, object]]:
    """Status and body of a problem, its request id checked and taken out: everything else must not vary."""
    body = dict(answer.json())
    assert answer.headers["content-type"] == "application/problem+json"
    assert body.pop("request_id") == answer.headers["x-request-id"]
    return answer.status_code, body


def test_a_login_opens_a_session_of_twelve_hours(http: httpx.Client) -> None:
    signed_in = login(http)
    me = http.get("/api/auth/me", headers=bearer(signed_in.json()["token"])).json()
    assert signed_in.status_code == 200
    assert me["user"] == signed_in.json()["user"]
    assert ("default", "owner") in [(project["name"], project["role"]) for project in me["projects"]]
    left = datetime.fromisoformat(me["expires_at"]) - datetime.now(UTC)  # noqa: TID251 - against the gateway's real clock
    assert timedelta(hours=11, minutes=59) < left <= timedelta(hours=12)


def test_the_emails_capitals_do_not_matter(http: httpx.Client) -> None:
    assert login(http, EMAIL.upper()).status_code == 200


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(http: httpx.Client) -> None:
    wrong, unknown = login(http, password="x" * 12), login(http, "nobody@assay.test")
    assert problem(wrong) == problem(unknown)
    assert wrong.status_code == 401
    login(http)  # clears the account's failures


def test_an_unknown_account_slows_down_like_a_known_one(http: httpx.Client) -> None:
    answers = [login(http, "guessed@assay.test", f"guess number {n}") for n in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 61


def test_a_key_knows_itself_and_its_project(http: httpx.Client) -> None:
    me = http.get("/api/auth/me", headers={"x-api-key": API_KEY}).json()
    assert me["user"] is None
    assert me["key"] == {
        "id": "0123456789ab",
        "scopes": ["ingest", "read", "scores:write", "evals:write", "evals:run", "admin"],
    }
    assert [(project["name"], project["role"]) for project in me["projects"]] == [("default", None)]


def test_a_logout_ends_this_session_only(http: httpx.Client) -> None:
    first, second = login(http).json()["token"], login(http).json()["token"]
    assert http.post("/api/auth/logout", headers=bearer(first)).status_code == 204
    assert http.get("/api/auth/me", headers=bearer(first)).status_code == 401
    assert http.get("/api/auth/me", headers=bearer(second)).status_code == 200


def test_a_key_can_neither_log_out_nor_make_projects(http: httpx.Client) -> None:
    answers = [
        http.post("/api/auth/logout", headers=bearer(API_KEY)),
        http.post("/api/projects", headers=bearer(API_KEY), json={"name": "p"}),
    ]
    assert [problem(answer)[0] for answer in answers] == [403, 403]


def test_a_new_password_ends_every_session(http: httpx.Client) -> None:
    token = login(http).json()["token"]
    wrong = {"current": "not it at all", "new": NEW_PASSWORD}
    refused = http.post("/api/auth/password", headers=bearer(token), json=wrong)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "body.current")
    weak = http.post("/api/auth/password", headers=bearer(token), json={"current": PASSWORD, "new": "password1234"})
    assert (weak.status_code, weak.json()["errors"][0]["field"]) == (422, "body.new")
    good = http.post("/api/auth/password", headers=bearer(token), json={"current": PASSWORD, "new": NEW_PASSWORD})
    assert good.status_code == 204
    assert http.get("/api/auth/me", headers=bearer(token)).status_code == 401
    assert login(http).status_code == 401
    token = login(http, password=NEW_PASSWORD).json()["token"]
    back = {"current": NEW_PASSWORD, "new": PASSWORD}
    assert http.post("/api/auth/password", headers=bearer(token), json=back).status_code == 204


def test_bootstrapping_again_changes_nothing(http: httpx.Client, environment: dict[str, str]) -> None:
    before = http.get("/api/auth/me", headers={"x-api-key": API_KEY}).json()
    again = run_gateway_role("bootstrap", environment | {"ASSAY_BOOTSTRAP_PASSWORD": "another password 17"})
    assert again.returncode == 0
    assert again.stdout.strip() == before["projects"][0]["id"]
    assert http.get("/api/auth/me", headers={"x-api-key": API_KEY}).json() == before
    assert login(http).status_code == 200


def test_a_lost_pepper_is_named_and_refused(environment: dict[str, str], http: httpx.Client) -> None:
    refused = run_gateway_role("bootstrap", environment | {"ASSAY_KEY_PEPPERS": "1:b3RoZXI="})
    assert refused.returncode == 78
    assert "ASSAY_BOOTSTRAP_API_KEY" in refused.stderr


def test_a_role_that_could_look_past_the_policies_is_refused(environment: dict[str, str], postgres_url: str) -> None:
    refused = run_gateway_role("bootstrap", environment | {"ASSAY_GATEWAY_POSTGRES_APP_URL": postgres_url})
    assert refused.returncode == 78
    assert "may be no superuser" in refused.stderr


def test_a_schema_that_is_too_old_is_refused(environment: dict[str, str], postgres_url: str) -> None:
    with gateway_database(postgres_url, migrated=False) as empty:
        urls = {
            "ASSAY_GATEWAY_POSTGRES_APP_URL": empty.app_url,
            "ASSAY_GATEWAY_POSTGRES_SYSTEM_URL": empty.system_url,
        }
        refused = run_gateway_role("bootstrap", environment | urls)
    assert refused.returncode == 78
    assert "python -m assay_gateway migrate" in refused.stderr


def test_probes_and_metrics_answer_on_the_internal_port(gateway: RunningGateway, http: httpx.Client) -> None:
    http.get("/api/traces", headers=bearer(API_KEY))
    assert httpx.get(f"{gateway.internal_url}/readyz").json()["checks"] == {"not_draining": True, "listener": True}
    metrics = httpx.get(f"{gateway.internal_url}/metrics").text
    assert 'assay_gateway_key_lookups_total{result="active"}' in metrics
    assert 'route="/api/traces"' in metrics


def test_a_gateway_that_is_asked_to_stop_ends_with_zero(environment: dict[str, str]) -> None:
    with running_gateway(environment) as running:
        assert httpx.get(f"{running.url}/healthz").status_code == 200
    assert running.process.returncode == 0
