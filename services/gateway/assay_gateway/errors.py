"""What can go wrong at the gateway.

GatewayError
├── NotAuthenticated      no credential, or one that proves nothing
│   └── WrongPassword     e-mail and password do not belong together
├── Forbidden             the credential is good and does not reach this far
│   └── SessionRequired   only a signed-in person may do this
├── NotFound              missing, or another project's: callers cannot tell
├── ProjectNotNamed       the person belongs to several projects (or none) and named none
├── PasswordRefused       the new password breaks a rule, or the current one is wrong
├── TooManyAttempts       failed authentications; retry_after_s says when to come back
├── BootstrapRefused      the first owner's settings contradict what is stored
└── Unavailable           a part that we need does not answer; the same request may succeed later
"""


class GatewayError(Exception):
    """Base of the family."""


class NotAuthenticated(GatewayError):
    """No credential, or one that proves nothing: unknown, revoked and expired look the same."""


class WrongPassword(NotAuthenticated):
    """E-mail and password do not belong together; whether the account exists is not said."""


class Forbidden(GatewayError):
    """The credential lacks the scope of the route."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"needs scope {scope}")
        self.scope = scope


class SessionRequired(Forbidden):
    """An API key where only a signed-in person may act."""

    def __init__(self) -> None:
        super().__init__("session")


class NotFound(GatewayError):
    """Missing, or not visible to this caller."""


class ProjectNotNamed(GatewayError):
    """A session must say which of its projects it means."""


class PasswordRefused(GatewayError):
    """The password cannot be changed like this: `reason` is a sentence for the person, `field` the input at fault."""

    def __init__(self, reason: str, field: str = "new") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


class TooManyAttempts(GatewayError):
    """Too many failed authentications from this address or for this account."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"retry after {retry_after_s} s")
        self.retry_after_s = retry_after_s


class BootstrapRefused(GatewayError):
    """The first owner's settings contradict what is stored; the message names the variable."""


class Unavailable(GatewayError):
    """A part that we need does not answer now."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part
