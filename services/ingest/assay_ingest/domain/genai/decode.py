"""Reading attribute values leniently: numbers as text, lists as JSON, words that mean "nothing". Never raises.

A reader gives None when the value is absent, empty or unreadable; the next source then has its turn.
"""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from assay_ingest.domain.genai.model import Json
from assay_ingest.domain.span import Value

NOTHING: Final = frozenset({"", "none", "None", "unknown", "<REDACTED>"})
"""Words that senders write where they know nothing. In content these words stay."""
MAX_COUNT: Final = 2**32 - 1
_TRUE: Final = frozenset({"true", "True", "1"})
_FALSE: Final = frozenset({"false", "False", "0"})

Reader = Callable[[Value], Any]


def text(value: Value) -> str | None:
    """A short text; numbers are written out, structures are not texts."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return value if isinstance(value, str) and value not in NOTHING else None


def lower(value: Value) -> str | None:
    found = text(value)
    return found.lower() if found else None


def count(value: Value) -> int | None:
    """A token count: a whole number of at least 0 that fits 32 bits, also as text or as a float without a fraction."""
    number = decimal(value)
    if number is None or number < 0 or number > MAX_COUNT or number != number.to_integral_value():
        return None
    return int(number)


def decimal(value: Value) -> Decimal | None:
    """A finite number by its decimal text, so that 0.1 stays 0.1."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def number(value: Value) -> int | float | None:
    """A finite number of the sender's own type, or of the text's."""
    if isinstance(value, bool):
        return None
    found = decimal(value)
    if found is None:
        return None
    if isinstance(value, int | float):
        return value
    return int(found) if found == found.to_integral_value() and abs(found) < 2**63 else float(found)


def flag(value: Value) -> bool | None:
    if isinstance(value, bool):
        return value
    if value in _TRUE:
        return True
    return False if value in _FALSE else None


def seconds_as_ns(value: Value) -> int | None:
    found = decimal(value)
    return int(found * 10**9) if found is not None and 0 < found < 10**9 else None


def strings(value: Value) -> list[str] | None:
    """A list of texts; a lone text is a list of one."""
    items = value if isinstance(value, list) else [value]
    found = [item for item in (text(item) for item in items) if item]
    return found or None


def comma_strings(value: Value) -> list[str] | None:
    """As `strings`, but a lone text is split at its commas."""
    if isinstance(value, str) and not value.startswith("["):
        return strings([part.strip() for part in value.split(",")])
    return strings(value)


def unpacked(value: Value, json: Json) -> Value:
    """The structure inside a JSON text (twice packed texts included), or the value itself."""
    for _ in range(2):
        if not isinstance(value, str) or value[:1] not in ("[", "{", '"'):
            return value
        try:
            inner: Value = json.loads(value)
        except ValueError:
            return value
        if isinstance(inner, str) and inner[:1] not in ("[", "{"):
            return value
        value = inner
    return value
