"""The one way to ClickHouse: every statement is checked, bound to a project and limited before it is sent."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from assay_kit.clickhouse import ClientPool, is_transient
from clickhouse_driver.errors import Error, ServerException

from assay_query.errors import LimitExceeded, StoreDown
from assay_query.store.statement import check

Row = Sequence[Any]
Value = str | int | list[str]

QUERY_SETTINGS: Final = {
    "readonly": 2,  # reads only; 2 still lets the settings beside it through
    "max_execution_time": 10,
    "max_threads": 4,
    "max_memory_usage": 2 << 30,
    "max_bytes_to_read": 50_000_000_000,
}
RETRY_AFTER_S: Final = 2
_LIMITS: Final = {
    159: "10 seconds for one query",
    160: "10 seconds for one query",
    241: "2 GiB of memory for one query",
    307: "50 GB read by one query",
}


class Reader:
    """Runs the statements of this room. Shared by threads."""

    def __init__(self, pool: ClientPool) -> None:
        self._pool = pool

    def rows(self, project_id: UUID, sql: str, values: Mapping[str, Value], *, raw: bool = False) -> list[Row]:
        """The rows of a checked statement; `raw` leaves texts as bytes.

        Raises LimitExceeded, StoreDown, and UnsafeStatement before anything is sent.
        """
        check(sql)
        settings = QUERY_SETTINGS | ({"strings_as_bytes": True} if raw else {})
        try:
            with self._pool.client() as client:
                found: list[Row] = client.execute(sql, {**values, "project_id": project_id}, settings=settings)
                return found
        except ServerException as refused:
            if refused.code in _LIMITS and "(total)" not in refused.message:
                raise LimitExceeded(_LIMITS[refused.code]) from refused
            if is_transient(refused):
                raise StoreDown(RETRY_AFTER_S) from refused
            raise
        except (Error, OSError, EOFError) as failed:
            if is_transient(failed):
                raise StoreDown(RETRY_AFTER_S) from failed
            raise
