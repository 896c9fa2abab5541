"""The doctor's examinations pass on a healthy stack, and name what is missing on a sick one."""

import pytest
from assay_local.doctor.checkup import EXAMINATIONS, examine


@pytest.mark.parametrize("name", EXAMINATIONS)
def test_a_healthy_stack_passes(name: str, stack_env: dict[str, str]) -> None:
    assert EXAMINATIONS[name](stack_env, print)


def test_a_missing_part_is_a_finding_and_not_the_end(stack_env: dict[str, str]) -> None:
    lines: list[str] = []
    sick = {**stack_env, "ASSAY_POSTGRES_URL": "postgresql://postgres@127.0.0.1:1/postgres"}
    assert not examine(sick, lines.append)
    assert [line for line in lines if "FAILED" in line] == [line for line in lines if "PostgreSQL" in line]
    assert len(lines) == len(EXAMINATIONS)
