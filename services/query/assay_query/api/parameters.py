"""The parameters of the trace list: their names, types and meaning, and what to say about a name nobody knows."""

import difflib
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Final

from assay_kit.http import FieldError, Problem
from fastapi import Request
from pydantic import BaseModel, Field

from assay_query.domain.filters import TraceFilter, parse_sort
from assay_query.domain.forms import parse_time
from assay_query.domain.words import Kind, Status
from assay_query.errors import InvalidParameter
from assay_query.usecases.list_traces import ListQuery

MAX_LIMIT: Final = 200
MAX_ALTERNATIVES: Final = 100
_NS_PER_MS: Final = 1_000_000
_NOT_YET: Final = ("score", "meta.")

_Text = Annotated[str, Field(max_length=1024)]
_AnyOf = Annotated[list[_Text], Field(max_length=MAX_ALTERNATIVES)]
_Milliseconds = Annotated[float | None, Field(ge=0, le=1e12, allow_inf_nan=False)]
_Dollars = Annotated[Decimal | None, Field(ge=0, le=10**9, allow_inf_nan=False, decimal_places=12)]
_Count = Annotated[int | None, Field(ge=0, le=10**15)]
_Moment = Annotated[str | None, Field(max_length=64)]


class TraceListParameters(BaseModel):
    """A repeated name gives alternatives; different names must all hold."""

    from_: _Moment = Field(
        None, alias="from", description="Start of the range, inclusive, RFC 3339; 31 days before `to`"
    )
    to: _Moment = Field(
        None, description="End of the range, exclusive, RFC 3339; tomorrow. At most 31 days after `from`"
    )
    updated_after: _Moment = Field(
        None, description="Only traces that received a span since: `as_of` of the last answer"
    )
    sort: str = Field("-start_time", description="start_time, duration_ms, cost or tokens; - in front: descending")
    limit: int = Field(50, ge=1, le=MAX_LIMIT)
    cursor: Annotated[str | None, Field(max_length=2048)] = Field(None, description="`next_cursor` of the page before")
    status: list[Status] = []
    name: _AnyOf = []
    model: _AnyOf = []
    provider: _AnyOf = []
    user: _AnyOf = []
    session: _AnyOf = []
    tag: _AnyOf = []
    environment: _AnyOf = []
    release: _AnyOf = []
    service: _AnyOf = []
    kind: list[Kind] = []
    q: Annotated[str | None, Field(max_length=256)] = Field(
        None, description="Part of the name of the trace or of one of its spans, in any case"
    )
    min_duration_ms: _Milliseconds = None
    max_duration_ms: _Milliseconds = None
    min_cost: _Dollars = None
    max_cost: _Dollars = None
    min_tokens: _Count = None
    max_tokens: _Count = None
    has_error: bool | None = None
    internal: bool = Field(False, description="true: only what Assay itself did, such as judge calls")


_NAMES: Final = frozenset(field.alias or name for name, field in TraceListParameters.model_fields.items())


async def known_list_parameters(request: Request) -> None:
    """Refuse a name that would otherwise be ignored: an ignored filter shows the wrong traces."""
    _refuse_unknown(request.query_params.keys(), _NAMES)


def _refuse_unknown(given: Iterable[str], known: frozenset[str]) -> None:
    errors = [FieldError(f"query.{name}", _advice(name, known)) for name in given if name not in known]
    if errors:
        named = "; ".join(f"`{error.field.removeprefix('query.')}` {error.detail}" for error in errors)
        raise Problem(422, "Invalid input", named, errors=errors)


def _advice(name: str, known: frozenset[str]) -> str:
    if name.startswith(_NOT_YET):
        return "is not supported yet"
    nearest = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    return f"is unknown; did you mean `{nearest[0]}`?" if nearest else "is unknown"


def list_query(given: TraceListParameters) -> ListQuery:
    """The question. Raises InvalidParameter."""
    return ListQuery(
        wanted=_filter(given),
        sort=parse_sort(given.sort),
        from_ns=_time("from", given.from_),
        to_ns=_time("to", given.to),
        cursor=given.cursor,
        limit=given.limit,
    )


def _filter(given: TraceListParameters) -> TraceFilter:
    if given.q is not None and not given.q.strip():
        raise InvalidParameter("q", "must not be blank")
    return TraceFilter(
        status=tuple(given.status),
        name=tuple(given.name),
        model=tuple(given.model),
        provider=tuple(given.provider),
        user=tuple(given.user),
        session=tuple(given.session),
        tag=tuple(given.tag),
        environment=tuple(given.environment),
        release=tuple(given.release),
        service=tuple(given.service),
        kind=tuple(given.kind),
        q=given.q,
        min_duration_ns=_nanoseconds(given.min_duration_ms),
        max_duration_ns=_nanoseconds(given.max_duration_ms),
        min_cost=given.min_cost,
        max_cost=given.max_cost,
        min_tokens=given.min_tokens,
        max_tokens=given.max_tokens,
        has_error=given.has_error,
        internal=given.internal,
        updated_after_ns=_time("updated_after", given.updated_after),
    )


def _time(name: str, text: str | None) -> int | None:
    return None if text is None else parse_time(name, text)


def _nanoseconds(milliseconds: float | None) -> int | None:
    return None if milliseconds is None else round(milliseconds * _NS_PER_MS)
