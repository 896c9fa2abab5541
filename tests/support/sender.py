"""A client that repeats an export until it is acknowledged, as an SDK behind a persistent queue does."""

import threading
import time
from collections.abc import Mapping, Sequence

import httpx

from tests.support.otlp import SentSpan, request

REPEAT_S = 0.2
RETRYABLE = frozenset({429, 502, 503, 504})


class Sender:
    """Sends traces from a thread; `acknowledged` is the ledger that the store must equal in the end."""

    def __init__(self, env: Mapping[str, str], traces: Sequence[Sequence[SentSpan]], *, pause_s: float) -> None:
        self._url = f"{env['OTEL_EXPORTER_OTLP_ENDPOINT']}/v1/traces"
        self._headers = {"content-type": "application/x-protobuf", "x-api-key": env["ASSAY_API_KEY"]}
        self._traces = traces
        self._pause_s = pause_s
        self._thread = threading.Thread(target=self._run, name="sender")
        self.acknowledged: dict[str, set[str]] = {}
        self.repeats = 0
        self.refused: list[str] = []

    def start(self) -> None:
        self._thread.start()

    def join(self, timeout_s: float) -> None:
        """Wait until every export is acknowledged or refused for good. Raises AssertionError after `timeout_s`."""
        self._thread.join(timeout_s)
        assert not self._thread.is_alive(), f"{len(self.acknowledged)} of {len(self._traces)} exports acknowledged"

    def _run(self) -> None:
        with httpx.Client(timeout=10) as client:
            for spans in self._traces:
                self._send(client, spans)
                time.sleep(self._pause_s)

    def _send(self, client: httpx.Client, spans: Sequence[SentSpan]) -> None:
        body = request(spans, service="faults").SerializeToString()
        while True:
            status, text = self._post(client, body)
            if status == 200:
                self.acknowledged[spans[0].trace_id.hex()] = {span.span_id.hex() for span in spans}
                return
            if status not in RETRYABLE:
                self.refused.append(f"{status}: {text}")
                return
            self.repeats += 1
            time.sleep(REPEAT_S)

    def _post(self, client: httpx.Client, body: bytes) -> tuple[int, str]:
        """A broken connection counts as 503: nothing was acknowledged."""
        try:
            answer = client.post(self._url, content=body, headers=self._headers)
        except httpx.TransportError as broken:
            return 503, str(broken)
        return answer.status_code, answer.text
