"""A trace by columns: each text once, spans point at it by index, parents by position. Linear in the spans."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from assay_query.domain.traces import Span, UsageFact
from assay_query.domain.words import Kind, Status, UsageRole

NONE: Final = -1
T = TypeVar("T", bound=str)


@dataclass(frozen=True)
class Dictionary(Generic[T]):
    """Distinct texts in order of first use, and for each span the index of its text; NONE where it has none."""

    values: list[T]
    index: list[int]


@dataclass(frozen=True)
class Skeleton:
    """The columns that need a look at other spans; the rest is read off each span. Same order as the spans given."""

    start_ns: int
    parent: list[int]
    orphan: list[bool]
    missing_parents: int
    duplicate_of: list[int]
    names: Dictionary[str]
    models: Dictionary[str]
    kinds: Dictionary[Kind]
    statuses: Dictionary[Status]
    levels: Dictionary[str]
    usage_roles: Dictionary[UsageRole]


def skeleton_of(spans: Sequence[Span], facts: Mapping[str, UsageFact]) -> Skeleton:
    """`spans` by start, at least one. `missing_parents` counts distinct parents that are not among them."""
    position = {span.span_id: at for at, span in enumerate(spans)}
    missing = {span.parent_span_id for span in spans if span.parent_span_id and span.parent_span_id not in position}
    duplicates = (facts[span.span_id].duplicate_of if span.span_id in facts else None for span in spans)
    return Skeleton(
        start_ns=spans[0].start_ns,
        parent=[position.get(span.parent_span_id or "", NONE) for span in spans],
        orphan=[span.parent_span_id in missing for span in spans],
        missing_parents=len(missing),
        duplicate_of=[position.get(span_id or "", NONE) for span_id in duplicates],
        names=dictionary(span.name for span in spans),
        models=dictionary(span.model for span in spans),
        kinds=dictionary(span.kind for span in spans),
        statuses=dictionary(span.status for span in spans),
        levels=dictionary(span.level for span in spans),
        usage_roles=dictionary(span.usage_role for span in spans),
    )


def dictionary(texts: Iterable[T | None]) -> Dictionary[T]:
    """Texts as indexes into their distinct values."""
    places: dict[T, int] = {}
    index = [NONE if text is None else places.setdefault(text, len(places)) for text in texts]
    return Dictionary(list(places), index)
