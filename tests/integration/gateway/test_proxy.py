"""What passes the gateway and what does not, with a real server behind it."""

import base64
import threading
import time
from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest
from assay_kit.service_token import HEADER, Claims, Verifier, derive_key

from tests.support.gateway_database import GatewayDatabase
from tests.support.gateway_in_process import DOCUMENT, InProcessGateway, gateway_in_process
from tests.support.running_gateway import GATEWAY_KEY
from tests.support.upstream_server import Seen, Upstream, upstream_server


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with upstream_server() as server:
        yield server


@pytest.fixture
def gateway(database: GatewayDatabase, upstream: Upstream) -> Iterator[InProcessGateway]:
    with gateway_in_process(database, {"ASSAY_QUERY_URL": upstream.url}) as running:
        yield running


@pytest.fixture
def http(gateway: InProcessGateway) -> Iterator[httpx.Client]:
    """Carries a key with the scope `read` alone."""
    with httpx.Client(base_url=gateway.url, headers={"x-api-key": gateway.key("read")}) as client:
        yield client


def claims_of(seen: Seen) -> Claims:
    """What the service token of a request proves to the context query."""
    derived = base64.b64encode(derive_key(GATEWAY_KEY, "gateway", "query")).decode()
    verifier = Verifier("query", f"gateway:g1:{derived}", ["gateway"])
    now_s = time.time_ns() // 1_000_000_000
    return verifier.verify(seen.headers[HEADER], method=seen.method, path=seen.path, now_s=now_s)


@pytest.mark.parametrize("query", ["", "?name=a%20b&q=%C3%A9", "?q=a|b&x=%2F..%2F", "?q=ä", "?"])
def test_the_service_learns_who_asks_from_a_token_made_for_exactly_this_call(
    http: httpx.Client, gateway: InProcessGateway, upstream: Upstream, query: str
) -> None:
    answer = http.get(f"/things/1{query}", headers={"x-request-id": "my-request"})
    seen = upstream.seen.get(timeout=5)
    claims = claims_of(seen)
    assert answer.status_code == 200
    assert (claims.iss, claims.prj, claims.scp) == ("gateway", gateway.project_id, frozenset({"read"}))
    assert claims.sub.startswith("key:")
    assert claims.rid == answer.headers["x-request-id"] == seen.headers["x-request-id"] == "my-request"


def test_what_a_client_claims_about_itself_goes_no_further(http: httpx.Client, upstream: Upstream) -> None:
    claimed = {
        "authorization": http.headers["x-api-key"].join(["Bearer ", ""]),
        "cookie": "session=1",
        "x-assay-service-token": "v1.forged",
        "x-assay-user": "root",
        "x-assay-project": str(UUID(int=7)),
        "x-forwarded-for": "127.0.0.1",
        "forwarded": "for=127.0.0.1",
        "accept-language": "fr",
        "idempotency-key": "once",
    }
    del claimed["x-assay-project"]
    http.get("/things/1", headers=claimed)
    seen = upstream.seen.get(timeout=5)
    assert {"authorization", "cookie", "x-api-key", "x-assay-user", "x-forwarded-for", "forwarded"}.isdisjoint(
        seen.headers
    )
    assert claims_of(seen).sub.startswith("key:")
    assert (seen.headers["accept-language"], seen.headers["idempotency-key"]) == ("fr", "once")


def test_a_key_that_names_another_project_finds_nothing(http: httpx.Client, upstream: Upstream) -> None:
    assert http.get("/things/1", headers={"X-Assay-Project": str(UUID(int=7))}).status_code == 404
    assert upstream.seen.empty()


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/nothing"), ("DELETE", "/things/1"), ("GET", "/things"), ("GET", "/things/1/"), ("HEAD", "/things/1")],
)
def test_an_unlisted_route_does_not_exist(http: httpx.Client, upstream: Upstream, method: str, path: str) -> None:
    answer = http.request(method, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert upstream.seen.empty()


def test_encoded_dot_segments_reach_no_service(gateway: InProcessGateway, upstream: Upstream) -> None:
    headers = {"x-api-key": gateway.key("read")}
    with httpx.Client(base_url=gateway.url, headers=headers) as client:
        for path in (b"/things/%2e%2e", b"/things/..%2fadmin", b"/things/../admin/x"):
            request = client.build_request("GET", "/")
            request.url = request.url.copy_with(raw_path=path)
            assert client.send(request).status_code in (403, 404)
    assert upstream.seen.empty()


def test_a_scope_that_is_lacking_is_named(http: httpx.Client, upstream: Upstream) -> None:
    answer = http.post("/things/1/upload", content=b"x")
    assert (answer.status_code, answer.json()["detail"]) == (403, "This needs the scope evals:write.")
    assert upstream.seen.empty()


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer nonsense"}, {"x-api-key": "asy_x"}, {"Authorization": "Basic YTpi"}],
    ids=["none", "unknown token", "malformed key", "basic"],
)
def test_without_a_credential_nothing_passes(
    gateway: InProcessGateway, upstream: Upstream, headers: dict[str, str]
) -> None:
    answer = httpx.get(f"{gateway.url}/things/1", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert upstream.seen.empty()


def test_two_credentials_that_differ_prove_nothing(gateway: InProcessGateway) -> None:
    headers = {"x-api-key": gateway.key("read"), "Authorization": f"Bearer {gateway.key('read')}"}
    assert httpx.get(f"{gateway.url}/things/1", headers=headers).status_code == 401


def test_an_answer_streams_through_piece_by_piece(http: httpx.Client, upstream: Upstream) -> None:
    with http.stream("GET", "/things/1/stream") as answer:
        pieces = answer.iter_raw()
        assert next(pieces) == b"data: first\n\n"  # while the service still holds the second one back
        upstream.go_on.set()
        assert b"".join(pieces) == b"data: second\n\n"
    assert answer.headers["content-type"] == "text/event-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_body_streams_through_piece_by_piece(gateway: InProcessGateway, upstream: Upstream) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"a" * 1000
        assert upstream.first_chunk.wait(5)  # the service has the first piece before the second is sent
        yield b"b" * 1000

    headers = {"x-api-key": gateway.key("evals:write")}
    answer = httpx.post(f"{gateway.url}/things/1/upload", content=pieces(), headers=headers)
    assert answer.json()["bytes"] == 2000


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
def test_a_body_above_one_mebibyte_is_refused(gateway: InProcessGateway, declared: bool) -> None:
    body = b"x" * (1024 * 1024 + 1)
    content = body if declared else iter([body[:700_000], body[700_000:]])
    headers = {"x-api-key": gateway.key("evals:write")}
    answer = httpx.post(f"{gateway.url}/things/1/upload", content=content, headers=headers)
    assert answer.status_code == 413
    assert answer.json()["request_id"]


def test_a_body_of_exactly_one_mebibyte_passes(gateway: InProcessGateway) -> None:
    headers = {"x-api-key": gateway.key("evals:write")}
    answer = httpx.post(f"{gateway.url}/things/1/upload", content=b"x" * 1024 * 1024, headers=headers)
    assert answer.json()["bytes"] == 1024 * 1024


def test_the_service_is_cancelled_when_the_client_leaves(http: httpx.Client, upstream: Upstream) -> None:
    with pytest.raises(httpx.ReadTimeout):
        http.get("/things/1/wait", timeout=0.5)
    assert upstream.client_left.wait(5)


def test_a_service_that_is_away_is_a_503_with_a_hint(database: GatewayDatabase) -> None:
    with gateway_in_process(database, {"ASSAY_QUERY_URL": "http://127.0.0.1:9"}) as gateway:
        answer = httpx.get(f"{gateway.url}/things/1", headers={"x-api-key": gateway.key("read")})
        unset = httpx.get(f"{gateway.url}/runs", headers={"x-api-key": gateway.key("read")})
    for each in (answer, unset):
        assert each.status_code == 503
        assert int(each.headers["retry-after"]) >= 1
        assert each.json()["request_id"]


def test_headers_that_browsers_obey_are_on_every_answer(gateway: InProcessGateway, http: httpx.Client) -> None:
    for answer in (http.get("/things/1"), http.get("/nothing"), httpx.get(f"{gateway.url}/healthz")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers
        assert "server" not in answer.headers


def test_other_origins_may_call_only_when_named(gateway: InProcessGateway, database: GatewayDatabase) -> None:
    preflight = {"Origin": "http://ui.test", "Access-Control-Request-Method": "GET"}
    refused = httpx.options(f"{gateway.url}/things/1", headers=preflight)
    with gateway_in_process(database, {"ASSAY_UI_ORIGINS": "http://ui.test"}) as open_gateway:
        allowed = httpx.options(f"{open_gateway.url}/things/1", headers=preflight)
        other = httpx.options(f"{open_gateway.url}/things/1", headers=preflight | {"Origin": "http://evil.test"})
    assert "access-control-allow-origin" not in refused.headers
    assert allowed.headers["access-control-allow-origin"] == "http://ui.test"
    assert "access-control-allow-credentials" not in allowed.headers
    assert "access-control-allow-origin" not in other.headers


def test_guesses_from_one_address_run_out_and_good_keys_still_pass(
    database: GatewayDatabase, upstream: Upstream
) -> None:
    with gateway_in_process(database, {"ASSAY_QUERY_URL": upstream.url, "ASSAY_LIMITS_FACTOR": "1"}) as gateway:
        good = {"x-api-key": gateway.key("read")}
        assert httpx.get(f"{gateway.url}/things/1", headers=good).status_code == 200
        with httpx.Client(base_url=gateway.url, headers={"x-api-key": gateway.guess()}) as guesser:
            answers = [guesser.get("/things/1") for _ in range(21)]
        assert [answer.status_code for answer in answers] == [401] * 20 + [429]
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert httpx.get(f"{gateway.url}/things/1", headers=good).status_code == 200


def test_everybody_may_read_the_document(gateway: InProcessGateway) -> None:
    answer = httpx.get(f"{gateway.url}/api/openapi.json")
    assert (answer.status_code, answer.content) == (200, DOCUMENT)


def test_a_hundred_requests_at_once_get_their_own_answers(http: httpx.Client) -> None:
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        answers[number] = http.get(f"/things/{number}").json()["path"]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: f"/things/{number}" for number in range(100)}
