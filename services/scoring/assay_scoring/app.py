"""Puts scoring together: the only place that knows all of its rooms."""

from pathlib import Path
from typing import Final

from assay_contracts.resources import views_of
from assay_kit.clickhouse import is_transient
from assay_kit.clock import SystemClock
from assay_kit.lifecycle import StartupRefused
from assay_kit.logging import configure_logging
from assay_kit.migrate import migrate_clickhouse
from clickhouse_driver.errors import Error

from assay_scoring.settings import read_migrate_settings

SERVICE: Final = "scoring"
MIGRATIONS: Final = Path(__file__).resolve().parent.parent / "migrations" / "clickhouse"


def run_migrate() -> None:
    """Create or update the table of scores and its published view. Safe to run twice and at once.

    Comes after ingest's migration: the view hides what ingest's marks hide.
    """
    settings = read_migrate_settings()
    configure_logging(service=SERVICE, role="migrate", level=settings.log_level)
    url = settings.clickhouse_url.get_secret_value()
    try:
        migrate_clickhouse(url, MIGRATIONS, context=SERVICE, views=views_of(SERVICE), clock=SystemClock())
    except (Error, OSError, EOFError) as failed:
        if is_transient(failed):
            raise StartupRefused(
                "ClickHouse does not answer at ASSAY_CLICKHOUSE_URL; start it, then migrate"
            ) from failed
        raise
