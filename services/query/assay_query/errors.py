"""What can go wrong in query, named after what happened.

QueryError
├── NotFound            no such thing in this project (or at all: both look the same)
├── InvalidParameter    the caller must change a parameter
├── LimitExceeded       the question costs more than one query may
├── StoreDown           ClickHouse does not answer now; ask again
└── UnsafeStatement     a statement that could read another project; a bug, never sent
"""


class QueryError(Exception):
    """Any failure that this service knows about."""


class NotFound(QueryError):
    """Nothing of this name in the caller's project."""

    def __init__(self, what: str) -> None:
        super().__init__(f"no such {what}")
        self.what = what


class InvalidParameter(QueryError):
    """`name` is the parameter as the caller wrote it, `reason` says what to change."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class LimitExceeded(QueryError):
    """`limit` names the limit and its value, for the caller to read."""

    def __init__(self, limit: str) -> None:
        super().__init__(f"the query went over its limit of {limit}")
        self.limit = limit


class StoreDown(QueryError):
    """The store cannot answer; worth asking again after `retry_after_s` seconds."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__("the trace store does not answer")
        self.retry_after_s = retry_after_s


class UnsafeStatement(QueryError):
    """The statement checker refused; nothing was sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"statement refused: {reason}")
        self.reason = reason
