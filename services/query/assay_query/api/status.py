"""Which error becomes which answer: the one table."""

from typing import Final

from assay_kit.http import FieldError, Problem, problem_response
from fastapi import Request, Response

from assay_query.errors import InvalidParameter, LimitExceeded, NotFound, QueryError, StoreDown

_LIMIT_ADVICE: Final = "Ask for a shorter time range or fewer conditions."


def problem_of(error: QueryError) -> Problem:
    """The answer to an error. A statement that the checker refused is our bug: 500, and nothing was read."""
    match error:
        case NotFound():
            return Problem(404, "Not found", f"There is no such {error.what} in this project.")
        case InvalidParameter():
            field = FieldError(f"query.{error.name}", error.reason)
            return Problem(422, "Invalid input", f"`{error.name}` {error.reason}", errors=[field])
        case LimitExceeded():
            return Problem(422, "Query too large", f"The query exceeds {error.limit}. {_LIMIT_ADVICE}")
        case StoreDown():
            headers = {"Retry-After": str(error.retry_after_s)}
            return Problem(503, "Unavailable", "The trace store does not answer; try again.", headers=headers)
        case _:
            raise error


async def on_query_error(request: Request, error: Exception) -> Response:
    """The exception handler of QueryError."""
    assert isinstance(error, QueryError)  # noqa: S101 - registered for this class only
    return problem_response(request, problem_of(error))
