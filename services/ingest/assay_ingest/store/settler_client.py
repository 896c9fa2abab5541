"""How the settler talks to ClickHouse: reads and inserts whole rows, and turns every outage into StoreUnavailable."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from assay_kit.clickhouse import ClientPool
from clickhouse_driver.errors import NetworkError, ServerException, SocketTimeoutError

from assay_ingest.errors import StoreUnavailable

Row = tuple[Any, ...]

_READ: Final = {"do_not_merge_across_partitions_select_final": 1}  # the partition follows from the sorting key
_INSERT: Final = {"async_insert": 0}  # the engine's default answers before the rows are stored

_SILENCE_S: Final = 30
"""How long the server may say nothing; well below the minute after which the role counts as stuck."""


class SettlerClient:
    """Safe for several threads. Only faults of the network or the server become StoreUnavailable; ours propagate."""

    def __init__(self, url: str, size: int = 1) -> None:
        self._pool = ClientPool(url, size=size, send_receive_timeout=_SILENCE_S)

    def fetch(self, sql: str, parameters: dict[str, Any]) -> list[Row]:
        with self._client() as client:
            rows: list[Row] = client.execute(sql, parameters, settings=_READ)
        return rows

    def insert(self, sql: str, rows: Sequence[Row]) -> None:
        """One block; no row, no statement."""
        if rows:
            with self._client() as client:
                client.execute(sql, rows, settings=_INSERT)

    def close(self) -> None:
        self._pool.close()

    @contextmanager
    def _client(self) -> Iterator[Any]:
        try:
            with self._pool.client() as client:
                yield client
        except ServerException as refused:
            raise StoreUnavailable(f"code {refused.code}") from refused
        except (NetworkError, SocketTimeoutError, EOFError, OSError) as cause:
            raise StoreUnavailable(type(cause).__name__) from cause
