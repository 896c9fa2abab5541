"""The public API as a user's program calls it, with the waiting that an eventually settled trace needs."""

import time
from typing import Any

import httpx


class Api:
    """A client of the gateway with one API key."""

    def __init__(self, url: str, key: str) -> None:
        self._client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=15)

    def close(self) -> None:
        self._client.close()

    def trace(self, trace_id: str) -> dict[str, Any] | None:
        """The trace, or None while the API does not know it."""
        answer = self._client.get(f"/api/traces/{trace_id}")
        if answer.status_code == 404:
            return None
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def span(self, trace_id: str, span_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self._client.get(f"/api/traces/{trace_id}/spans/{span_id}").raise_for_status().json()
        return found

    def traces(self, **filters: str | int) -> list[dict[str, Any]]:
        """Every trace of the list, all pages."""
        items: list[dict[str, Any]] = []
        cursor: str | None = None
        while True:
            page = self._client.get("/api/traces", params=filters | ({"cursor": cursor} if cursor else {}))
            body = page.raise_for_status().json()
            items += body["items"]
            cursor = body["next_cursor"]
            if cursor is None:
                return items

    def wait_for_trace(self, trace_id: str, *, spans: int, timeout_s: float = 30) -> dict[str, Any]:
        """The trace once its summary was made from this many spans. Raises AssertionError with what was there."""
        deadline = time.monotonic() + timeout_s
        trace: dict[str, Any] | None = None
        while time.monotonic() < deadline:
            trace = self.trace(trace_id)
            if trace is not None and self._is_whole(trace, spans):
                return trace
            time.sleep(0.2)
        raise AssertionError(f"trace {trace_id} did not reach {spans} settled spans: {trace}")

    def wait_until_listed(self, trace_id: str, timeout_s: float) -> None:
        """Return when the newest page of the list has the trace."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            page = self._client.get("/api/traces", params={"limit": 200}).raise_for_status().json()
            if trace_id in {item["trace_id"] for item in page["items"]}:
                return
            time.sleep(0.1)
        raise AssertionError(f"trace {trace_id} is not in the list after {timeout_s} s")

    @staticmethod
    def _is_whole(trace: dict[str, Any], spans: int) -> bool:
        """Usage comes with the first settle; before it the field is null."""
        return len(trace["spans"]) == spans and trace["span_count"] == spans and trace.get("usage") is not None
