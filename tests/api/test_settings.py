from pathlib import Path

import pytest

from api.errors import SettingsRefused
from api.settings import AppSettings, load
from rag.settings import Settings


def test_without_flags_and_environment_every_setting_is_its_default() -> None:
    loaded = load()
    assert loaded.settings.for_answers() == Settings()
    assert {row.source for row in loaded.rows()} == {"default"}
    assert (loaded.settings.host, loaded.settings.port, loaded.settings.max_upload_mb) == (
        "127.0.0.1",
        8000,
        50,
    )


def test_a_flag_wins_over_the_environment_and_each_source_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINUTEBOOK_LIBRARY", "/from/environment")
    monkeypatch.setenv("MINUTEBOOK_K", "7")
    loaded = load(Path("/from/flag"), port=0)
    sources = {row.name: (row.value, row.source) for row in loaded.rows()}
    assert sources["library"] == ("/from/flag", "flag")
    assert sources["k"] == (7, "env")
    assert sources["port"] == (0, "flag")
    assert load().settings.library == Path("/from/environment")


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINUTEBOOK_MODEL", "")
    loaded = load()
    assert loaded.settings.model is None
    assert {row.source for row in loaded.rows()} == {"default"}


def test_a_misspelt_variable_stops_the_start_and_names_the_one_that_was_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MINUTEBOOK_LIBRAY", "x")
    with pytest.raises(
        SettingsRefused, match=r"MINUTEBOOK_LIBRAY is no setting.*Did you mean MINUTEBOOK_LIBRARY"
    ):
        load()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MINUTEBOOK_K", "many"),
        ("MINUTEBOOK_K", "0"),
        ("MINUTEBOOK_PORT", "70000"),
        ("MINUTEBOOK_INDEX", "fast"),
    ],
)
def test_a_value_out_of_bounds_stops_the_start_and_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsRefused, match=f"{variable} is '{value}'"):
        load()


def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINUTEBOOK_MODEL_API_KEY", "canary-key")
    loaded = load()
    assert loaded.settings.model_api_key is not None
    assert loaded.settings.model_api_key.get_secret_value() == "canary-key"
    assert "canary" not in repr(loaded.rows()) + repr(loaded.settings)


def test_how_the_service_listens_does_not_change_the_fingerprint_of_answers() -> None:
    assert load(port=9).settings.for_answers().fingerprint() == Settings().fingerprint()


def test_every_setting_is_described() -> None:
    assert all(field.description for field in AppSettings.model_fields.values())
