"""Make and revoke the API keys of a project."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assay_contracts.rules.api_key import ALPHABET, ID_LENGTH, SECRET_LENGTH, format_key
from assay_kit.clock import Clock

from assay_gateway.bus import control
from assay_gateway.domain.keys import ApiKey, Peppers
from assay_gateway.domain.projects import ControlMessage, KeyRevoked
from assay_gateway.domain.times import instant
from assay_gateway.store.api_keys import ApiKeys


@dataclass(frozen=True)
class NewKey:
    """A key at the only moment at which its text exists here."""

    key: ApiKey
    text: str


class ManageKeys:
    """The life of a project's keys."""

    def __init__(self, api_keys: ApiKeys, peppers: Peppers, clock: Clock) -> None:
        self._api_keys = api_keys
        self._peppers = peppers
        self._clock = clock

    def create_key(
        self, project_id: UUID, *, name: str, scopes: Sequence[str], expires_at: datetime | None, created_by: str
    ) -> NewKey:
        """A fresh key, stored without its secret."""
        return self.store_key(
            project_id,
            key_id=_random(ID_LENGTH),
            secret=_random(SECRET_LENGTH),
            name=name,
            scopes=scopes,
            expires_at=expires_at,
            created_by=created_by,
        )

    def store_key(
        self,
        project_id: UUID,
        *,
        key_id: str,
        secret: str,
        name: str,
        scopes: Sequence[str],
        expires_at: datetime | None,
        created_by: str,
    ) -> NewKey:
        """A key whose text was chosen elsewhere (bootstrap)."""
        text = format_key(key_id, secret)
        key = ApiKey(
            id=key_id,
            project_id=project_id,
            name=name,
            scopes=tuple(dict.fromkeys(scopes)),
            last_four=text[-4:],
            created_by=created_by,
            created_at=instant(self._clock.now_ns()),
            expires_at=expires_at,
            last_used_at=None,
            revoked_at=None,
        )
        self._api_keys.insert(project_id, key, self._peppers.seal(secret))
        return NewKey(key, text)

    def revoke_key(self, project_id: UUID, key_id: str) -> None:
        """Revoke now and tell the other contexts. Twice is once. Raises NotFound."""
        now = instant(self._clock.now_ns())

        def tell(change: KeyRevoked) -> ControlMessage:
            return control.encode(change, now)

        self._api_keys.revoke(project_id, key_id, now, tell)


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
