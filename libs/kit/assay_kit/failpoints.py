"""Named places where a fault test kills the process. Without a setting they cost one comparison and do nothing."""

import os
import re
import signal
from typing import Final, NoReturn

from assay_kit.lifecycle import StartupRefused

_FORM: Final = re.compile(r"(?P<name>[a-z_]+\.[a-z_]+):(?P<hits>[1-9][0-9]*)")


class Failpoints:
    """At most one armed place, written `<role>.<place>:<n>`: the process dies there by SIGKILL at the n-th hit.

    Raises StartupRefused for any other text, and for every text in production.
    """

    def __init__(self, armed: str = "", *, mode: str = "development") -> None:
        self._name = ""
        self._hits_left = 0
        if armed:
            self._arm(armed, mode)

    def hit(self, name: str) -> None:
        """The process is at this place."""
        if name != self._name:
            return
        self._hits_left -= 1
        if self._hits_left == 0:
            _die()

    def _arm(self, armed: str, mode: str) -> None:
        form = _FORM.fullmatch(armed)
        if mode == "production":
            raise StartupRefused("ASSAY_FAIL_AT kills processes and is for tests only: unset it in production")
        if form is None:
            raise StartupRefused("ASSAY_FAIL_AT looks like settler.after_facts:1")
        self._name, self._hits_left = form["name"], int(form["hits"])


def _die() -> NoReturn:
    """As the kernel or an operator would: no handler runs, no buffer is flushed."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a process outlived SIGKILL")
