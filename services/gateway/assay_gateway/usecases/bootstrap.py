"""Give an empty installation its first owner, the project `default` and that project's key."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from assay_contracts.rules.api_key import parse_key
from assay_kit.clock import Clock
from assay_kit.ids import uuid7

from assay_gateway.domain.access import KEY_SCOPES, User
from assay_gateway.domain.common_passwords import COMMON_PASSWORDS
from assay_gateway.domain.keys import Verdict
from assay_gateway.domain.passwords import check_new_password, normalise_email
from assay_gateway.domain.times import instant
from assay_gateway.errors import BootstrapRefused
from assay_gateway.store.identity.key_lookup import KeyLookup
from assay_gateway.store.identity.users import Users
from assay_gateway.usecases.create_project import CreateProject
from assay_gateway.usecases.hash_password import Passwords
from assay_gateway.usecases.manage_keys import ManageKeys
from assay_gateway.usecases.resolve_key import ResolveKey

DEFAULT_PROJECT: Final = "default"


@dataclass(frozen=True)
class FirstOwner:
    """What the deployment chose."""

    email: str
    password: str
    api_key: str


class Bootstrap:
    """Idempotent: what exists stays as people have changed it since, the password included."""

    def __init__(
        self,
        users: Users,
        passwords: Passwords,
        create_project: CreateProject,
        keys: ManageKeys,
        lookup: KeyLookup,
        resolve: ResolveKey,
        clock: Clock,
    ) -> None:
        self._users = users
        self._passwords = passwords
        self._create_project = create_project
        self._keys = keys
        self._lookup = lookup
        self._resolve = resolve
        self._clock = clock

    def bootstrap(self, first: FirstOwner) -> UUID:
        """The id of the project `default`. Raises PasswordRefused and BootstrapRefused."""
        owner = self._owner(normalise_email(first.email), first.password)
        # Derived, so that two bootstraps at once make one project.
        project_id = uuid5(owner.id, DEFAULT_PROJECT)
        self._create_project.create_project(owner.id, DEFAULT_PROJECT, project_id=project_id)
        self._key(project_id, owner, first.api_key)
        return project_id

    def _owner(self, email: str, password: str) -> User:
        if self._users.find_by_email(email) is None:
            check_new_password(password, COMMON_PASSWORDS)
            user = User(uuid7(), email)
            self._users.insert_if_absent(user, self._passwords.hash(password), instant(self._clock.now_ns()))
        record = self._users.find_by_email(email)
        assert record is not None  # noqa: S101 - inserted above, and users are never deleted
        return record.user

    def _key(self, project_id: UUID, owner: User, text: str) -> None:
        parsed = parse_key(text)
        if parsed is None:
            raise BootstrapRefused("ASSAY_BOOTSTRAP_API_KEY is no well-formed key")
        if self._lookup.find(parsed.key_id) is None:
            self._keys.store_key(
                project_id,
                key_id=parsed.key_id,
                secret=parsed.secret,
                name=DEFAULT_PROJECT,
                scopes=KEY_SCOPES,
                expires_at=None,
                created_by=f"user:{owner.id}",
            )
        elif self._resolve.resolve_key(text).verdict is Verdict.UNKNOWN:
            raise BootstrapRefused("ASSAY_BOOTSTRAP_API_KEY does not fit the stored key of that id: was a pepper lost?")
