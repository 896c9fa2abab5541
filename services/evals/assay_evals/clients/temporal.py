"""Administration of a Temporal server over its gRPC services. Waits are bounded; errors are those of this service."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final, TypeVar

from assay_kit.clock import Clock
from google.protobuf.duration_pb2 import Duration
from structlog.typing import FilteringBoundLogger
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, RegisterNamespaceRequest
from temporalio.service import ConnectConfig, RPCError, RPCStatusCode, ServiceClient

from assay_evals.errors import TemporalAbsent

Answer = TypeVar("Answer")

_CALL_TIMEOUT: Final = timedelta(seconds=5)
_PAUSE_S: Final = 1.0
_SAY_EVERY: Final = 15
_NOT_YET: Final = (RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.NOT_FOUND)
_TYPES: Final = {
    "keyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "int": IndexedValueType.INDEXED_VALUE_TYPE_INT,
}


class TemporalAdmin:
    """Makes namespaces and search attributes. `wait_s` bounds each wait for a server that does not answer yet."""

    def __init__(self, address: str, *, wait_s: float, clock: Clock, log: FilteringBoundLogger) -> None:
        self._address = address
        self._wait_s = wait_s
        self._clock = clock
        self._log = log
        self._services: ServiceClient | None = None

    async def connect(self) -> None:
        """Wait until the server answers. Raises TemporalAbsent."""
        config = ConnectConfig(target_host=self._address, connect_timeout=_CALL_TIMEOUT)
        self._services = await self._patiently(lambda: ServiceClient.connect(config))

    async def ensure_namespace(self, name: str, retention_days: int) -> bool:
        """Whether the namespace had to be made. Its retention is not changed when it is there."""
        request = RegisterNamespaceRequest(
            namespace=name, workflow_execution_retention_period=Duration(seconds=retention_days * 86_400)
        )
        try:
            await self._server.workflow_service.register_namespace(request, timeout=_CALL_TIMEOUT)
        except RPCError as refused:
            if refused.status is not RPCStatusCode.ALREADY_EXISTS:
                raise
            return False
        return True

    async def search_attributes(self, namespace: str) -> dict[str, str]:
        """The namespace's own search attributes with their types. Waits for a namespace that was just made."""
        describe = DescribeNamespaceRequest(namespace=namespace)
        await self._patiently(lambda: self._server.workflow_service.describe_namespace(describe, timeout=_CALL_TIMEOUT))
        request = ListSearchAttributesRequest(namespace=namespace)
        found = await self._patiently(
            lambda: self._server.operator_service.list_search_attributes(request, timeout=_CALL_TIMEOUT)
        )
        return {name: IndexedValueType.Name(kind) for name, kind in found.custom_attributes.items()}

    async def add_search_attributes(self, namespace: str, attributes: Mapping[str, str]) -> None:
        """Adding one that another process adds at the same moment is no error."""
        request = AddSearchAttributesRequest(
            namespace=namespace, search_attributes={name: _TYPES[kind] for name, kind in attributes.items()}
        )
        try:
            await self._server.operator_service.add_search_attributes(request, timeout=_CALL_TIMEOUT)
        except RPCError as refused:
            if refused.status is not RPCStatusCode.ALREADY_EXISTS:
                raise

    @property
    def _server(self) -> ServiceClient:
        if self._services is None:
            raise TemporalAbsent(self._address, 0)
        return self._services

    async def _patiently(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """The call's answer, asked for again while the server is absent, starting or still learning a new name."""
        began, tries = self._clock.monotonic(), 0
        while True:
            try:
                return await call()
            except RuntimeError as absent:  # what the SDK raises when nothing listens
                cause: Exception = absent
            except RPCError as refused:
                if refused.status not in _NOT_YET:
                    raise
                cause = refused
            waited_s = self._clock.monotonic() - began
            if waited_s >= self._wait_s:
                raise TemporalAbsent(self._address, waited_s) from cause
            if tries % _SAY_EVERY == 0:
                self._log.info("waiting_for_temporal", address=self._address, waited_s=round(waited_s))
            tries += 1
            await asyncio.sleep(_PAUSE_S)
