"""The secrets of one stack: made once, kept in `secrets.env` (mode 0600), read by both stacks."""

import base64
import secrets
from collections.abc import Mapping
from typing import Final

from assay_contracts.rules import api_key
from assay_kit.service_token import derive_key

from assay_local.description import postgres_passwords
from assay_local.errors import Refused
from assay_local.files import write_whole
from assay_local.layout import Layout

_SIGNERS: Final = ("gateway", "ingest", "query", "scoring", "evals")
_CALLERS: Final[Mapping[str, tuple[str, ...]]] = {
    "gateway": ("ingest",),
    "ingest": ("evals",),
    "query": ("gateway", "evals"),
    "scoring": ("gateway", "evals"),
    "evals": ("gateway",),
}
"""Callee → who may call it; a callee gets the derived keys of exactly these."""
_KID: Final = "k1"


def load_secrets(layout: Layout) -> dict[str, str]:
    """The secrets of this state folder, made now if it is new.

    Raises Refused when there is state whose secrets are gone: new ones would open none of it.
    """
    if layout.secrets.exists():
        return parse_env(layout.secrets.read_text())
    if any((layout.state / "data").glob("*")):
        raise Refused(
            f"{layout.secrets} is gone, but data made with it is still there. "
            "Put the file back, or remove the data with `make clean`."
        )
    made = make_secrets()
    write_whole(layout.secrets, format_env(made))
    return made


def make_secrets() -> dict[str, str]:
    """Fresh secrets, as `secrets.env` names them."""
    signing = {context: secrets.token_bytes(32) for context in _SIGNERS}
    passwords = {name: secrets.token_urlsafe(24) for name in postgres_passwords()}
    return {
        "ASSAY_KEY_PEPPERS": f"1:{_b64(secrets.token_bytes(32))}",
        **{f"ASSAY_SIGNING_KEYS_{name.upper()}": f"{_KID}:{_b64(key)}" for name, key in signing.items()},
        **{f"ASSAY_VERIFY_KEYS_{callee.upper()}": _verify_keys(callee, signing) for callee in _CALLERS},
        "ASSAY_POSTGRES_PASSWORD": secrets.token_urlsafe(24),
        **passwords,
        "ASSAY_CLICKHOUSE_PASSWORD": secrets.token_urlsafe(24),
        "ASSAY_BOOTSTRAP_EMAIL": "owner@assay.local",
        "ASSAY_BOOTSTRAP_PASSWORD": secrets.token_urlsafe(12),
        "ASSAY_BOOTSTRAP_API_KEY": api_key.format_key(
            _base62(api_key.ID_LENGTH),
            _base62(api_key.SECRET_LENGTH),
        ),
    }


def _verify_keys(callee: str, signing: Mapping[str, bytes]) -> str:
    return ",".join(
        f"{issuer}:{_KID}:{_b64(derive_key(signing[issuer], issuer, callee))}" for issuer in _CALLERS[callee]
    )


def _base62(length: int) -> str:
    return "".join(secrets.choice(api_key.ALPHABET) for _ in range(length))


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def parse_env(text: str) -> dict[str, str]:
    """`KEY=value` lines; blank lines and comments are skipped."""
    lines = (line.strip() for line in text.splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def format_env(values: Mapping[str, str]) -> str:
    """The inverse of `parse_env`; a shell can source it, because no value of ours holds a space or a quote."""
    return "".join(f"{name}={value}\n" for name, value in values.items())
