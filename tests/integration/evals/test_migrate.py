"""Preparing a real Temporal server, twice and at once, and saying so when there is none."""

import asyncio

import pytest
from assay_evals.clients.temporal import TemporalAdmin
from assay_evals.domain.namespace import NAMESPACE, RETENTION_DAYS, SEARCH_ATTRIBUTES
from assay_evals.errors import TemporalAbsent
from assay_evals.usecases.prepare_temporal import Prepared, prepare_temporal
from assay_kit.clock import SystemClock
from assay_kit.logging import get_logger
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.service import ConnectConfig, ServiceClient


def an_admin(address: str, wait_s: float = 30) -> TemporalAdmin:
    return TemporalAdmin(address, wait_s=wait_s, clock=SystemClock(), log=get_logger())


async def prepare(address: str) -> Prepared:
    return await prepare_temporal(an_admin(address))


async def both(address: str) -> list[Prepared]:
    return list(await asyncio.gather(prepare(address), prepare(address)))


async def namespace_retention_days(address: str) -> int:
    services = await ServiceClient.connect(ConnectConfig(target_host=address))
    found = await services.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=NAMESPACE))
    return found.config.workflow_execution_retention_ttl.seconds // 86_400


async def attributes(address: str) -> dict[str, str]:
    admin = an_admin(address)
    await admin.connect()
    return await admin.search_attributes(NAMESPACE)


def test_preparing_twice_at_once_leaves_one_whole_namespace(temporal_address: str) -> None:
    asyncio.run(both(temporal_address))
    assert asyncio.run(namespace_retention_days(temporal_address)) == RETENTION_DAYS
    assert set(SEARCH_ATTRIBUTES) <= set(asyncio.run(attributes(temporal_address)))


def test_preparing_again_makes_nothing(temporal_address: str) -> None:
    asyncio.run(prepare(temporal_address))
    assert asyncio.run(prepare(temporal_address)) == Prepared(made_namespace=False, added_attributes=())


def test_an_absent_server_is_named_after_the_wait() -> None:
    with pytest.raises(TemporalAbsent, match=r"Temporal does not answer at 127\.0\.0\.1:1 "):
        asyncio.run(prepare_temporal(an_admin("127.0.0.1:1", wait_s=0.1)))
