"""Runs the examinations one after the other; a failing one does not keep the next from running."""

import time
from collections.abc import Callable, Mapping
from typing import Final

from assay_local.doctor import span, stores, workflow

Outputs = Mapping[str, str]
Say = Callable[[str], None]

EXAMINATIONS: Final[Mapping[str, Callable[[Outputs, Say], str]]] = {
    "ClickHouse": stores.examine_clickhouse,
    "Kafka": stores.examine_kafka,
    "PostgreSQL": stores.examine_postgres,
    "Receiver to page": span.examine,
    "Temporal": workflow.examine,
}
"""Temporal comes last: it alone may have to be waited for."""


def examine(outputs: Outputs, say: Say) -> bool:
    """True when all passed."""
    passed = [_run(name, outputs, say) for name in EXAMINATIONS]
    return all(passed)


def _run(name: str, outputs: Outputs, say: Say) -> bool:
    started = time.monotonic()
    try:
        seen = EXAMINATIONS[name](outputs, say)
    except Exception as error:  # the edge of one examination: whatever stopped it is its finding
        say(f"  {name:<17} FAILED  {type(error).__name__}: {str(error).strip() or 'no further word'}")
        return False
    say(f"  {name:<17} ok      {seen} ({time.monotonic() - started:.1f} s)")
    return True
