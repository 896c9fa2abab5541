"""The table of answers: who may send again is told so, and nobody else."""

import pytest
from assay_ingest import errors
from assay_ingest.api.status import HINT_MAX_S, HINT_MIN_S, Answer, answer_to
from google.rpc.code_pb2 import Code
from google.rpc.error_details_pb2 import BadRequest, RetryInfo

RETRYABLE_GRPC = {Code.UNAVAILABLE, Code.RESOURCE_EXHAUSTED}
RETRYABLE_HTTP = {429, 502, 503, 504}
PERMANENT = [
    (errors.KeyRejected("unknown"), Code.UNAUTHENTICATED, 401),
    (errors.IngestForbidden("scope"), Code.PERMISSION_DENIED, 403),
    (errors.MalformedExport("no"), Code.INVALID_ARGUMENT, 400),
    (errors.ExportTooLarge("inflated bytes", 2, 1), Code.RESOURCE_EXHAUSTED, 413),
    (errors.UnsupportedEncoding("br"), Code.UNIMPLEMENTED, 415),
    (errors.UnsupportedMediaType("text/plain"), Code.UNIMPLEMENTED, 415),
    (errors.BodyTooSlow(30.0), Code.DEADLINE_EXCEEDED, 408),
]
PASSING = [
    (errors.QuotaExceeded("bytes", 0.5), Code.RESOURCE_EXHAUSTED, 429),
    (errors.QuotaExceeded("bytes", 60.0), Code.RESOURCE_EXHAUSTED, 429),
    (errors.GatewayUnreachable(), Code.UNAVAILABLE, 503),
    (errors.BrokerUnavailable("timed out"), Code.UNAVAILABLE, 503),
    (errors.Overloaded("requests in flight"), Code.UNAVAILABLE, 503),
    (errors.NotServing("starting"), Code.UNAVAILABLE, 503),
    (ZeroDivisionError("a bug"), Code.UNAVAILABLE, 503),
]


def retry_info(answer: Answer) -> RetryInfo | None:
    for detail in answer.status.details:
        found = RetryInfo()
        if detail.Unpack(found):
            return found
    return None


@pytest.mark.parametrize(("error", "code", "http_status"), PERMANENT)
def test_what_the_client_must_change_comes_without_a_hint(error: Exception, code: int, http_status: int) -> None:
    answer = answer_to(error)
    assert (answer.code, answer.http_status) == (code, http_status)
    assert answer.http_status not in RETRYABLE_HTTP
    assert retry_info(answer) is None
    assert answer.message


@pytest.mark.parametrize(("error", "code", "http_status"), PASSING)
def test_what_will_pass_comes_with_a_hint_of_one_to_five_seconds(error: Exception, code: int, http_status: int) -> None:
    answer = answer_to(error)
    assert (answer.code, answer.http_status) == (code, http_status)
    assert code in RETRYABLE_GRPC
    assert http_status in RETRYABLE_HTTP
    hint = retry_info(answer)
    assert hint is not None
    assert HINT_MIN_S <= hint.retry_delay.ToMilliseconds() / 1000 <= HINT_MAX_S


def test_a_malformed_request_says_what_is_wrong_in_a_bad_request_detail() -> None:
    [detail] = answer_to(errors.MalformedExport("cut off")).status.details
    found = BadRequest()
    assert detail.Unpack(found)
    assert found.field_violations[0].description == "cut off"


def test_a_bug_does_not_tell_the_client_what_it_was() -> None:
    assert "a bug" not in answer_to(ZeroDivisionError("a bug")).message
