"""Role `migrate`: the tables, views and topics of ingest."""

from pathlib import Path
from typing import Final

from assay_contracts.resources import views_of
from assay_contracts.topics import topics_of
from assay_kit.clock import SystemClock
from assay_kit.kafka import ensure_topics
from assay_kit.logging import configure_logging, get_logger
from assay_kit.migrate import migrate_clickhouse

import assay_ingest
from assay_ingest.settings import MigrateSettings, read

MIGRATIONS: Final = Path(assay_ingest.__file__).parent.parent / "migrations"
_CONTEXT: Final = "ingest"


def run_migrate() -> None:
    """Bring tables, views and topics to what this version needs. Safe to run twice and at once."""
    settings = read(MigrateSettings)
    configure_logging(service="ingest", role="migrate", level=settings.log_level)
    migrate_clickhouse(
        settings.clickhouse_url.get_secret_value(),
        MIGRATIONS / "clickhouse",
        context=_CONTEXT,
        views=views_of(_CONTEXT),
        clock=SystemClock(),
    )
    ensure_topics(
        settings.kafka_brokers,
        topics_of(_CONTEXT),
        partitions=settings.topic_partitions,
        replication=settings.topic_replication,
    )
    get_logger().info("migrated", topics=[topic.name for topic in topics_of(_CONTEXT)])
