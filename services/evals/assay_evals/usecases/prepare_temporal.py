"""Make Temporal ready for evals: the namespace and what its workflows are found by."""

from dataclasses import dataclass

from assay_evals.clients.temporal import TemporalAdmin
from assay_evals.domain.namespace import NAMESPACE, RETENTION_DAYS, missing_attributes


@dataclass(frozen=True)
class Prepared:
    """What had to be made; nothing at the second run."""

    made_namespace: bool
    added_attributes: tuple[str, ...]


async def prepare_temporal(temporal: TemporalAdmin) -> Prepared:
    """Harmless to repeat and to run twice at once. Raises TemporalAbsent when the server does not answer in time."""
    await temporal.connect()
    made = await temporal.ensure_namespace(NAMESPACE, RETENTION_DAYS)
    missing = missing_attributes(await temporal.search_attributes(NAMESPACE))
    if missing:
        await temporal.add_search_attributes(NAMESPACE, missing)
    return Prepared(made, tuple(missing))
