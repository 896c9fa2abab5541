"""The version of derived rows. It grows with the inputs only, so replays, zombies and double owners corrupt nothing."""

from typing import Final

_ROWS_BITS: Final = 24
_REVISION_BITS: Final = 40
_MOST_ROWS: Final = (1 << _ROWS_BITS) - 1
_RECEIVED_MASK: Final = ~0xFFFF


def derived_version(newest_row: int, rows_read: int, revision: int) -> int:
    """UInt128: newest row version << 64 | rows read << 40 | newest control revision used.

    `rows_read` saturates at 2^24 - 1; `revision` is below 2^40.
    """
    return newest_row << 64 | min(rows_read, _MOST_ROWS) << _REVISION_BITS | revision


def received_ns(row_version: int) -> int:
    """When the row was received, exact to 65 us: the low bits of a row version hold other things."""
    return row_version & _RECEIVED_MASK
