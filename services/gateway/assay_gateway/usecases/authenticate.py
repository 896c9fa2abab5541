"""Turn a presented credential, an API key or a session token, into a caller."""

import hashlib
from collections import OrderedDict
from typing import Final

from assay_contracts.rules.api_key import parse_key
from assay_kit.clock import Clock

from assay_gateway.domain.access import Caller, KeyCaller, SessionCaller
from assay_gateway.domain.addresses import FailureBudget
from assay_gateway.domain.keys import Verdict
from assay_gateway.domain.times import instant
from assay_gateway.errors import NotAuthenticated, TooManyAttempts
from assay_gateway.store.identity.sessions import Sessions
from assay_gateway.usecases.resolve_key import ResolveKey

_KEY_PREFIX: Final = "asy_"
_KEPT_GOOD_KEYS: Final = 10_000


def token_hash(token: str) -> bytes:
    """What is stored of a session token. 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()


class Authenticate:
    """The gateway's door. Every request is looked up, so a revoked credential fails from its next request on."""

    def __init__(self, resolve: ResolveKey, sessions: Sessions, failures: FailureBudget, clock: Clock) -> None:
        self._resolve = resolve
        self._sessions = sessions
        self._failures = failures
        self._clock = clock
        self._good_keys: OrderedDict[bytes, None] = OrderedDict()

    def authenticate(self, credential: str, address: str) -> Caller:
        """The caller behind a credential. Raises NotAuthenticated, TooManyAttempts and Unavailable."""
        return self._by_key(credential, address) if credential.startswith(_KEY_PREFIX) else self._by_token(credential)

    def _by_key(self, text: str, address: str) -> KeyCaller:
        digest = hashlib.sha256(text.encode()).digest()
        self._refuse_guessing(digest, address)
        resolution = self._resolve.resolve_key(text)
        if resolution.verdict is Verdict.UNKNOWN and parse_key(text) is not None:
            self._failures.spend(address, self._clock.monotonic())
        if resolution.verdict is not Verdict.ACTIVE or resolution.key is None:
            raise NotAuthenticated
        self._remember(digest)
        key = resolution.key
        return KeyCaller(key.id, key.project_id, frozenset(key.scopes), key.expires_at)

    def _by_token(self, token: str) -> SessionCaller:
        caller = self._sessions.find(token_hash(token), instant(self._clock.now_ns()))
        if caller is None:
            raise NotAuthenticated
        return caller

    def _refuse_guessing(self, digest: bytes, address: str) -> None:
        """An address that failed too often gets no lookups, except for keys that have been good before: whoever shares
        an address with a misconfigured client must not suffer for it."""
        wait_s = self._failures.wait_s(address, self._clock.monotonic())
        if wait_s > 0 and digest not in self._good_keys:
            raise TooManyAttempts(retry_after_s=int(wait_s) + 1)

    def _remember(self, digest: bytes) -> None:
        self._good_keys[digest] = None
        if len(self._good_keys) > _KEPT_GOOD_KEYS:
            self._good_keys.popitem(last=False)
