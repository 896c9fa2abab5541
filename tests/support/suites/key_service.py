"""What every KeyService must do, asked by the receiver's own client: the gateway's, and its stand-in."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from assay_contracts.rules.api_key import format_key
from assay_ingest.clients.key_service import KeyServiceClient
from assay_ingest.clients.keys import Refusal, Resolution
from assay_ingest.errors import GatewayUnreachable
from assay_kit.clock import SystemClock
from assay_kit.service_token import Signer


@dataclass(frozen=True)
class AskedKeyService:
    """A service that answers at `address`, the key that it calls good, and the signing keys of ingest."""

    address: str
    signing_keys: str
    good_key: str
    key_id: str
    project_id: UUID

    def ask(self, key: str, *, issuer: str = "ingest") -> Resolution | Refusal:
        client = KeyServiceClient(self.address, Signer(issuer, self.signing_keys), SystemClock())
        try:
            return client.resolve(key, "203.0.113.9")
        finally:
            client.close()


class KeyServiceSuite:
    """The good key has the scope `ingest` alone and never expires."""

    @pytest.fixture
    def service(self) -> AskedKeyService:
        raise NotImplementedError

    def test_a_good_key_comes_with_its_project_and_scopes(self, service: AskedKeyService) -> None:
        expected = Resolution(service.key_id, service.project_id, frozenset({"ingest"}), 0)
        assert service.ask(service.good_key) == expected

    @pytest.mark.parametrize("key", [format_key("zzzzzzzzzzzz", "s" * 32), "no key at all", ""])
    def test_a_bad_key_is_refused_and_no_error(self, service: AskedKeyService, key: str) -> None:
        assert service.ask(key) == Refusal("unknown")

    def test_nobody_but_ingest_gets_an_answer(self, service: AskedKeyService) -> None:
        with pytest.raises(GatewayUnreachable):
            service.ask(service.good_key, issuer="evals")
