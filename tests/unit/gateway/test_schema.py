"""The code asks for a schema that its migrations can give."""

from pathlib import Path

import assay_gateway
from assay_gateway.store.identity.schema import NEEDED
from assay_kit.migrate import read_migrations

MIGRATIONS = Path(assay_gateway.__file__).resolve().parent.parent / "migrations" / "postgres"


def test_the_needed_schema_is_among_the_migrations() -> None:
    assert NEEDED in {migration.number for migration in read_migrations(MIGRATIONS)}
