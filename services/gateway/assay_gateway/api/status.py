"""Which status an error of the gateway becomes. The only place that knows."""

from typing import Final

from assay_kit.http import FieldError, Problem, problem_response
from fastapi import FastAPI, Request, Response

from assay_gateway.errors import (
    Forbidden,
    GatewayError,
    NotAuthenticated,
    NotFound,
    PasswordRefused,
    ProjectNotNamed,
    SessionRequired,
    TooManyAttempts,
    Unavailable,
    WrongPassword,
)

PROJECT_HEADER: Final = "X-Assay-Project"
_RETRY_S: Final = "2"


def problem_of(error: GatewayError) -> Problem:
    """The answer to an error; its text says what the caller can do and nothing about what exists."""
    match error:
        case WrongPassword():
            return Problem(401, "Not authenticated", "E-mail or password is wrong.")
        case NotAuthenticated():
            return Problem(
                401,
                "Not authenticated",
                "Send a valid API key or session token as `Authorization: Bearer …`.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        case SessionRequired():
            return Problem(403, "Forbidden", "Only a signed-in person may do this, not an API key.")
        case Forbidden(scope=scope):
            return Problem(403, "Forbidden", f"This needs the scope {scope}.")
        case NotFound():
            return Problem(404, "Not found", "There is nothing here.")
        case ProjectNotNamed():
            named = FieldError(f"header.{PROJECT_HEADER}", "names the project that is meant")
            return Problem(422, "Invalid input", f"Name the project in {PROJECT_HEADER}.", errors=[named])
        case PasswordRefused(reason=reason, field=field):
            return Problem(422, "Invalid input", reason, errors=[FieldError(f"body.{field}", reason)])
        case TooManyAttempts(retry_after_s=retry_after_s):
            return Problem(
                429, "Too many attempts", "Too many failed attempts.", headers={"Retry-After": str(retry_after_s)}
            )
        case Unavailable(part=part):
            return Problem(503, "Unavailable", f"{part} does not answer now.", headers={"Retry-After": _RETRY_S})
        case _:
            raise error  # bootstrap's own; no request can meet it


def install(api: FastAPI) -> None:
    """Answer every GatewayError with its problem."""
    api.add_exception_handler(GatewayError, _on_error)


async def _on_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, GatewayError)  # noqa: S101 - registered for this class only
    return problem_response(request, problem_of(error))
