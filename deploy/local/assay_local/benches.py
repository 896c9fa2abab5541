"""`python -m assay_local.benches <suffix> [arguments]`: runs tests/bench/*_<suffix>.py against the running stack.

Each prints JSON lines: name, value, unit, ratio_to, params. They get the same environment as the tests.
"""

import subprocess
import sys
from collections.abc import Sequence

from assay_local.errors import LocalError, Refused
from assay_local.outputs import read_outputs
from assay_local.settings import PROJECT, read_settings
from assay_local.stack import Stack
from assay_local.testrun import test_environment


def run(suffix: str, arguments: Sequence[str]) -> int:
    """The exit code: 0 when every benchmark ended well. Raises Refused when there is none, or no running stack."""
    benches = sorted((PROJECT / "tests" / "bench").glob(f"*_{suffix}.py"))
    if not benches:
        raise Refused(f"There is no benchmark tests/bench/*_{suffix}.py.")
    stack = Stack.of(read_settings())
    environment = {**read_outputs(stack.layout), **test_environment(stack)}
    codes = [
        subprocess.run(
            [sys.executable, "-m", f"tests.bench.{bench.stem}", *arguments], cwd=PROJECT, env=environment, check=False
        ).returncode
        for bench in benches
    ]
    return max(codes)


def main() -> int:
    try:
        return run(sys.argv[1], sys.argv[2:])
    except LocalError as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
