"""What a client is told about each error: one table for both transports (`ingest.md` 1.5).

A client sends again only when it gets a hint, so a hint is given exactly when the same request may succeed later.
"""

import random
from dataclasses import dataclass
from typing import Final

from assay_kit.logging import get_logger
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from google.rpc.code_pb2 import Code
from google.rpc.error_details_pb2 import BadRequest, RetryInfo
from google.rpc.status_pb2 import Status

from assay_ingest import errors

HINT_MIN_S: Final = 1.0
HINT_MAX_S: Final = 5.0
"""The Python exporter gives up when a hint exceeds what is left of its 10 s."""


@dataclass(frozen=True)
class Answer:
    """An error as both transports need it. `outcome` is the metric's label; `hint_s` None = permanent."""

    code: int
    http_status: int
    outcome: str
    message: str
    hint_s: float | None = None
    is_bad_request: bool = False

    @property
    def retry_info(self) -> RetryInfo | None:
        if self.hint_s is None:
            return None
        delay = Duration()
        delay.FromMilliseconds(round(self.hint_s * 1000))
        return RetryInfo(retry_delay=delay)

    @property
    def status(self) -> Status:
        """The google.rpc.Status with its details."""
        return Status(code=self.code, message=self.message, details=self._details())

    def _details(self) -> list[AnyMessage]:
        details = []
        if self.is_bad_request:
            violation = BadRequest.FieldViolation(field="body", description=self.message)
            details.append(_packed(BadRequest(field_violations=[violation])))
        if self.retry_info is not None:
            details.append(_packed(self.retry_info))
        return details


NOT_FOUND: Final = Answer(Code.UNIMPLEMENTED, 404, "not_found", "traces go to /v1/traces, logs to /v1/logs")
WRONG_METHOD: Final = Answer(Code.UNIMPLEMENTED, 405, "wrong_method", "use POST")


def answer_to(error: Exception) -> Answer:
    """The answer to anything that goes wrong. What nobody foresaw is our fault and passing: never 500 or INTERNAL."""
    match error:
        case errors.KeyRejected(reason):
            text = "no API key: send authorization: Bearer <key> or x-api-key" if reason == "missing" else "bad API key"
            return Answer(Code.UNAUTHENTICATED, 401, "unauthenticated", text)
        case errors.IngestForbidden(reason):
            return Answer(Code.PERMISSION_DENIED, 403, "forbidden", _FORBIDDEN[reason])
        case errors.MalformedExport(detail):
            return Answer(Code.INVALID_ARGUMENT, 400, "malformed", detail, is_bad_request=True)
        case errors.ExportTooLarge(what, _, limit):
            return Answer(Code.RESOURCE_EXHAUSTED, 413, "too_large", f"too many {what}: the limit is {limit}")
        case errors.UnsupportedEncoding(encoding):
            return Answer(
                Code.UNIMPLEMENTED,
                415,
                "unsupported",
                f"compression {encoding[:40]!r} is not supported; use gzip or none",
            )
        case errors.UnsupportedMediaType():
            return Answer(
                Code.UNIMPLEMENTED,
                415,
                "unsupported",
                "Content-Type must be application/x-protobuf or application/json",
            )
        case errors.BodyTooSlow(limit_s):
            return Answer(Code.DEADLINE_EXCEEDED, 408, "too_slow", f"the body did not arrive within {limit_s:.0f} s")
        case errors.QuotaExceeded(resource, wait_s):
            text = f"the project's rate of {resource} is used up"
            return Answer(Code.RESOURCE_EXHAUSTED, 429, "quota", text, _hint(wait_s))
        case errors.Unavailable():
            return Answer(Code.UNAVAILABLE, 503, "unavailable", _unavailable(error), _hint())
        case _:
            get_logger().error("export_crashed", exc_info=error)
            return Answer(Code.UNAVAILABLE, 503, "crashed", "something broke on our side; send it again", _hint())


_FORBIDDEN: Final = {"scope": "this API key lacks the scope ingest", "suspended": "this project does not take data now"}


def _unavailable(error: errors.Unavailable) -> str:
    match error:
        case errors.GatewayUnreachable():
            return "the API key cannot be checked now; send it again"
        case errors.BrokerUnavailable():
            return "the data could not be made durable; send it again"
        case errors.Overloaded(what):
            return f"too many {what}; send it again"
        case errors.NotServing(reason):
            return f"this receiver is {reason}; send it again"
        case _:
            return "send it again"


def _hint(at_least_s: float = HINT_MIN_S) -> float:
    """Between 1 and 5 s, with jitter, so that clients do not come back in step."""
    lowest = min(max(HINT_MIN_S, at_least_s), HINT_MAX_S - 1)
    return random.uniform(lowest, HINT_MAX_S)  # noqa: S311 - jitter, not a secret


def _packed(message: BadRequest | RetryInfo) -> AnyMessage:
    packed = AnyMessage()
    packed.Pack(message)
    return packed
