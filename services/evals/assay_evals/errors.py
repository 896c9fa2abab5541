"""What can go wrong in evals, named after what happened.

EvalsError
└── TemporalAbsent    Temporal did not answer in time
"""


class EvalsError(Exception):
    """Any failure that this service knows about."""


class TemporalAbsent(EvalsError):
    """Nothing usable at `address` after `waited_s` seconds."""

    def __init__(self, address: str, waited_s: float) -> None:
        super().__init__(f"Temporal does not answer at {address} (waited {waited_s:.0f} s)")
        self.address = address
        self.waited_s = waited_s
