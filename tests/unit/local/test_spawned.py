"""Only what we started is ended: pid and start time must both match."""

import json
import os
from pathlib import Path

from assay_local import spawned


def test_a_living_process_is_found_again(tmp_path: Path) -> None:
    ledger = tmp_path / "spawned.json"
    ledger.write_text(json.dumps([spawned.identity_of(os.getpid())]))
    assert [process.pid for process in spawned.find(ledger)] == [os.getpid()]


def test_a_pid_that_somebody_else_has_by_now_is_not_ours(tmp_path: Path) -> None:
    ledger = tmp_path / "spawned.json"
    identity = spawned.identity_of(os.getpid())
    assert identity is not None
    ledger.write_text(json.dumps([(identity[0], identity[1] - 1)]))
    assert spawned.find(ledger) == []


def test_nothing_recorded_is_nothing_to_end(tmp_path: Path) -> None:
    assert spawned.find(tmp_path / "absent.json") == []
