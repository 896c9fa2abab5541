"""API keys of the caller's project."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from assay_gateway.api.guard import TheGrant
from assay_gateway.api.operations import PROBLEM_RESPONSES, needs
from assay_gateway.api.projects import Name
from assay_gateway.domain.keys import ApiKey
from assay_gateway.store.api_keys import ApiKeys
from assay_gateway.usecases.manage_keys import ManageKeys

Scope = Literal["ingest", "read", "scores:write", "evals:write", "evals:run", "admin"]


class NewApiKey(BaseModel):
    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=20)]
    expires_at: AwareDatetime | None = None


class ApiKeyView(BaseModel):
    """A key without its secret; `last_four` tells people which one it is."""

    id: str
    name: str
    scopes: list[Scope]
    last_four: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class CreatedApiKey(ApiKeyView):
    """The only answer that ever holds the key itself."""

    key: str


class ApiKeyList(BaseModel):
    items: list[ApiKeyView]
    next_cursor: str | None


def api_keys_router(manage: ManageKeys, api_keys: ApiKeys) -> APIRouter:
    """`/api/api-keys`."""
    router = APIRouter(prefix="/api/api-keys", tags=["api-keys"], responses=PROBLEM_RESPONSES)

    @router.get("", operation_id="listApiKeys", openapi_extra=needs("admin"))
    def list_api_keys(grant: TheGrant) -> ApiKeyList:
        items = [ApiKeyView.model_validate(_fields(key)) for key in api_keys.list_all(grant.project_id)]
        return ApiKeyList(items=items, next_cursor=None)

    @router.post("", operation_id="createApiKey", status_code=201, openapi_extra=needs("admin"))
    def create_api_key(body: NewApiKey, grant: TheGrant) -> CreatedApiKey:
        new = manage.create_key(
            grant.project_id,
            name=body.name,
            scopes=body.scopes,
            expires_at=body.expires_at,
            created_by=grant.subject,
        )
        return CreatedApiKey.model_validate(_fields(new.key) | {"key": new.text})

    @router.delete("/{key_id}", operation_id="revokeApiKey", status_code=204, openapi_extra=needs("admin"))
    def revoke_api_key(key_id: str, grant: TheGrant) -> None:
        manage.revoke_key(grant.project_id, key_id)

    return router


def _fields(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "last_four": key.last_four,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    }
