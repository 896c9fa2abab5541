"""The composition root: builds each role from its parts. The only place that joins rooms."""

from assay_ingest.app.migrate import run_migrate
from assay_ingest.app.receiver import run_receiver
from assay_ingest.app.settler import run_settler
from assay_ingest.app.writer import run_writer

__all__ = ["run_migrate", "run_receiver", "run_settler", "run_writer"]
