"""What the gateway refuses to start with."""

import pytest
from assay_gateway.settings import ApiSettings
from assay_kit.settings import SettingsError, load_settings

GOOD = {
    "ASSAY_HTTP_PORT": "8080",
    "ASSAY_GRPC_PORT": "8081",
    "ASSAY_KAFKA_BROKERS": "localhost:9092",
    "ASSAY_GATEWAY_POSTGRES_APP_URL": "postgresql://a",
    "ASSAY_GATEWAY_POSTGRES_SYSTEM_URL": "postgresql://s",
    "ASSAY_KEY_PEPPERS": "1:b2xk,2:bmV3",
    "ASSAY_SIGNING_KEYS": "g1:a2V5",
    "ASSAY_VERIFY_KEYS": "ingest:i1:a2V5",
}


def test_peppers_keep_their_order_so_that_the_newest_is_last() -> None:
    assert list(load_settings(ApiSettings, GOOD).peppers.items()) == [("1", b"old"), ("2", b"new")]


def test_absent_upstreams_are_absent() -> None:
    settings = load_settings(ApiSettings, GOOD | {"ASSAY_QUERY_URL": "http://q", "ASSAY_EVALS_URL": ""})
    assert settings.upstreams == {"query": "http://q"}


def test_no_origin_may_call_unless_it_is_named() -> None:
    assert load_settings(ApiSettings, GOOD).ui_origins == ()
    named = load_settings(ApiSettings, GOOD | {"ASSAY_UI_ORIGINS": "http://a:1, http://b:2"})
    assert named.ui_origins == ("http://a:1", "http://b:2")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ASSAY_KEY_PEPPERS", "secretpepper"),
        ("ASSAY_KEY_PEPPERS", "1:%%%"),
        ("ASSAY_SIGNING_KEYS", "nokey"),
        ("ASSAY_SIGNING_KEYS", "g1:%%%"),
        ("ASSAY_VERIFY_KEYS", "ingest"),
        ("ASSAY_LIMITS_FACTOR", "0"),
        ("ASSAY_TRUSTED_PROXIES", "everybody"),
        ("ASSAY_KEY_PEPPERS", ""),
    ],
)
def test_a_bad_value_is_named_and_not_shown(variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(ApiSettings, GOOD | {variable: value})
    assert variable in refused.value.problems[0]
    assert "secretpepper" not in str(refused.value)
