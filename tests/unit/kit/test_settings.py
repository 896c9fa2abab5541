"""Settings name every variable that is wrong, and never its value."""

import pytest
from assay_kit.settings import EnvModel, SettingsError, load_settings
from pydantic import Field, SecretStr


class _Settings(EnvModel):
    port: int = Field(alias="ASSAY_HTTP_PORT")
    pepper: SecretStr = Field(alias="ASSAY_KEY_PEPPERS")
    level: str = Field(alias="ASSAY_LOG_LEVEL", default="info")


def test_values_come_from_the_declared_variables() -> None:
    settings = load_settings(_Settings, {"ASSAY_HTTP_PORT": "8080", "ASSAY_KEY_PEPPERS": "p", "UNRELATED": "x"})
    assert (settings.port, settings.pepper.get_secret_value(), settings.level) == (8080, "p", "info")


def test_an_empty_value_counts_as_absent() -> None:
    settings = load_settings(_Settings, {"ASSAY_HTTP_PORT": "1", "ASSAY_KEY_PEPPERS": "p", "ASSAY_LOG_LEVEL": ""})
    assert settings.level == "info"


def test_every_bad_variable_is_named_at_once_without_its_value() -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(_Settings, {"ASSAY_HTTP_PORT": "eighty-eighty"})
    assert [problem.partition(":")[0] for problem in refused.value.problems] == ["ASSAY_HTTP_PORT", "ASSAY_KEY_PEPPERS"]
    assert "eighty" not in str(refused.value)


def test_settings_cannot_be_changed() -> None:
    settings = load_settings(_Settings, {"ASSAY_HTTP_PORT": "1", "ASSAY_KEY_PEPPERS": "p"})
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 2
