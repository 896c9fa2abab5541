"""A workflow on a real Temporal server and a real worker of this process; it stays visible in Temporal's UI."""

import asyncio
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

from assay_kit.ids import uuid7
from temporalio.client import Client
from temporalio.worker import Worker

from assay_local.doctor.hello import Hello, greet
from assay_local.errors import LocalError
from assay_local.when_ready import answers

_NAMESPACE: Final = "default"
_FIRST_BUILD_S: Final = 600.0
_PAUSE_S: Final = 2.0


def examine(outputs: Mapping[str, str], say: Callable[[str], None]) -> str:
    address = outputs["ASSAY_TEMPORAL_ADDRESS"]
    _wait(address, say)
    workflow_id = f"doctor-{uuid7()}"
    answer = asyncio.run(_greet(address, workflow_id))
    if answer != "Hello, Temporal":
        raise LocalError(f"the workflow answered {answer!r}")
    url = f"{outputs['ASSAY_TEMPORAL_UI_URL']}/namespaces/{_NAMESPACE}/workflows/{workflow_id}"
    return f"a workflow ran on a real worker: {url}"


def _wait(address: str, say: Callable[[str], None]) -> None:
    """Give the first build its time, and say so."""
    deadline = time.monotonic() + _FIRST_BUILD_S
    if not answers(address):
        say("  Temporal          …       not ready yet; its first build takes minutes, waiting up to 10")
    while not answers(address):
        if time.monotonic() > deadline:
            raise LocalError(f"nothing answers at {address} after 10 minutes; see `make logs P=temporal`")
        time.sleep(_PAUSE_S)


async def _greet(address: str, workflow_id: str) -> str:
    client = await Client.connect(address, namespace=_NAMESPACE)
    with ThreadPoolExecutor(max_workers=1) as pool:
        async with Worker(
            client, task_queue=workflow_id, workflows=[Hello], activities=[greet], activity_executor=pool
        ):
            return await client.execute_workflow(
                Hello.run,
                "Temporal",
                id=workflow_id,
                task_queue=workflow_id,
                execution_timeout=timedelta(seconds=60),
            )
