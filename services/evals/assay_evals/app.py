"""Puts evals together: the only place that knows all of its rooms."""

import asyncio
from typing import Final

from assay_kit.clock import SystemClock
from assay_kit.lifecycle import StartupRefused
from assay_kit.logging import configure_logging, get_logger

from assay_evals.clients.temporal import TemporalAdmin
from assay_evals.errors import TemporalAbsent
from assay_evals.settings import read_migrate_settings
from assay_evals.usecases.prepare_temporal import prepare_temporal

SERVICE: Final = "evals"
WAIT_S: Final = 600.0  # a cold local stack builds Temporal first


def run_migrate() -> None:
    """Prepare Temporal. Safe to run twice and at once."""
    settings = read_migrate_settings()
    configure_logging(service=SERVICE, role="migrate", level=settings.log_level)
    log = get_logger()
    temporal = TemporalAdmin(settings.temporal_address, wait_s=WAIT_S, clock=SystemClock(), log=log)
    try:
        prepared = asyncio.run(prepare_temporal(temporal))
    except TemporalAbsent as absent:
        raise StartupRefused(f"{absent}; start it or correct ASSAY_TEMPORAL_ADDRESS, then migrate") from absent
    log.info("temporal_prepared", made_namespace=prepared.made_namespace, added_attributes=prepared.added_attributes)
