"""A failpoint kills exactly where and when it was told to, and never in production."""

import signal
import subprocess
import sys

import pytest
from assay_kit.failpoints import Failpoints
from assay_kit.lifecycle import StartupRefused

_HIT_TWICE = """
from assay_kit.failpoints import Failpoints
failpoints = Failpoints("settler.after_facts:2")
for name in ("settler.after_facts", "settler.after_summary", "settler.after_facts"):
    print(name, flush=True)
    failpoints.hit(name)
print("survived")
"""


def test_the_process_dies_by_sigkill_at_the_named_hit() -> None:
    ended = subprocess.run([sys.executable, "-c", _HIT_TWICE], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout.split() == ["settler.after_facts", "settler.after_summary", "settler.after_facts"]


def test_nothing_happens_where_nothing_is_armed() -> None:
    Failpoints().hit("settler.after_facts")
    Failpoints("writer.after_insert:1").hit("settler.after_facts")


def test_production_refuses_a_failpoint_and_starts_without_one() -> None:
    Failpoints("", mode="production").hit("settler.after_facts")
    with pytest.raises(StartupRefused, match="ASSAY_FAIL_AT"):
        Failpoints("settler.after_facts:1", mode="production")


@pytest.mark.parametrize("text", ["settler.after_facts", "settler.after_facts:0", "after_facts:1", ":1", "a.b:x"])
def test_a_misspelt_failpoint_is_refused(text: str) -> None:
    with pytest.raises(StartupRefused, match=r"settler\.after_facts:1"):
        Failpoints(text)
