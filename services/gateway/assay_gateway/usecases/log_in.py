"""Sign a person in and out, and change their password."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from assay_kit.clock import Clock

from assay_gateway.domain.access import SessionCaller, User
from assay_gateway.domain.addresses import FailureBudget
from assay_gateway.domain.common_passwords import COMMON_PASSWORDS
from assay_gateway.domain.passwords import FAILURE_WINDOW, check_new_password, normalise_email
from assay_gateway.domain.times import instant
from assay_gateway.errors import PasswordRefused, TooManyAttempts, WrongPassword
from assay_gateway.store.identity.sessions import Sessions
from assay_gateway.store.identity.users import UserRecord, Users
from assay_gateway.usecases.authenticate import token_hash
from assay_gateway.usecases.hash_password import Passwords

SESSION_LIFETIME: Final = timedelta(hours=12)
_TOKEN_BYTES: Final = 32


@dataclass(frozen=True)
class SignedIn:
    """A fresh session. The token exists here and at the client, nowhere else."""

    token: str
    expires_at: datetime
    user: User


class LogIn:
    """E-mail and password to a session."""

    def __init__(
        self, users: Users, sessions: Sessions, passwords: Passwords, failures: FailureBudget, clock: Clock
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._passwords = passwords
        self._failures = failures
        self._clock = clock

    def log_in(self, email: str, password: str, address: str) -> SignedIn:
        """Start a session. Raises WrongPassword, the same for an unknown e-mail, TooManyAttempts and Unavailable."""
        email = normalise_email(email)
        record = self._prove(email, self._users.find_by_email(email), password, address)
        if self._passwords.is_outdated(record.password_hash):
            self._users.rehash(record.user.id, self._passwords.hash(password))
        now = instant(self._clock.now_ns())
        token, expires_at = secrets.token_urlsafe(_TOKEN_BYTES), now + SESSION_LIFETIME
        self._sessions.start(token_hash(token), record.user.id, now, expires_at)
        return SignedIn(token, expires_at, record.user)

    def log_out(self, caller: SessionCaller) -> None:
        """End this session."""
        self._sessions.end(caller.token_hash)

    def change_password(self, caller: SessionCaller, current: str, new: str, address: str) -> None:
        """Set a new password; it ends every session of this person. Raises PasswordRefused and TooManyAttempts."""
        try:
            self._prove(caller.user.email, self._users.find(caller.user.id), current, address)
        except WrongPassword as cause:
            raise PasswordRefused("The current password is wrong.", field="current") from cause
        check_new_password(new, COMMON_PASSWORDS)
        self._users.change_password(caller.user.id, self._passwords.hash(new))

    def _prove(self, email: str, record: UserRecord | None, password: str, address: str) -> UserRecord:
        wait_s = self._failures.wait_s(address, self._clock.monotonic())
        if wait_s > 0:
            raise TooManyAttempts(retry_after_s=int(wait_s) + 1)
        account = hashlib.sha256(email.encode()).digest()
        now = instant(self._clock.now_ns())
        self._users.admit_try(account, now, forget_before=now - FAILURE_WINDOW)
        if not self._passwords.matches(record.password_hash if record else None, password) or record is None:
            self._failures.spend(address, self._clock.monotonic())
            raise WrongPassword
        self._users.clear_failures(account)
        return record
