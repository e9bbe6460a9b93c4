"""Every setting of Minutebook, read once where a program starts and passed down from there.

The settings that decide an answer are those of ``rag.settings``; here they gain what only the edges need,
and the environment (``MINUTEBOOK_K``, ``MINUTEBOOK_LIBRARY``) as a source. A flag wins over the environment.
"""

from __future__ import annotations

import difflib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from api.errors import SettingsRefused
from api.identity.groups import Grant
from api.logs import Level, LogFormat
from api.tracing import Telemetry
from rag.settings import Settings

PREFIX = "MINUTEBOOK_"

Source = Literal["default", "env", "flag"]


class AppSettings(Settings, BaseSettings):
    """The settings of answers, and how the HTTP service listens and what it takes."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Address the HTTP service listens on; one that others can reach needs a key or a login.",
    )
    port: int = Field(
        default=8000, ge=0, le=65535, description="Port of the HTTP service; 0 takes any that is free."
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/?#@\s]+$",
        description="Address by which people reach the service, such as https://minutes.example.gov.uk; one of another "
        "machine needs a key or a login.",
    )
    oidc_issuer: str | None = Field(
        default=None, description="Issuer of the OpenID Connect login for people; without it there is none."
    )
    oidc_client_id: str | None = Field(default=None, description="Id of Minutebook at the login provider.")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="Secret of Minutebook at the login provider, where it gives one."
    )
    oidc_groups_claim: str = Field(
        default="groups", min_length=1, description="Claim of the ID token that lists a person's groups."
    )
    oidc_groups: dict[str, Grant] = Field(
        default_factory=dict,
        description='What each group may do, as JSON: {"clerks": {"role": "officer", "bodies": ["..."]}}.',
    )
    oidc_session_hours: int = Field(
        default=8, ge=1, le=72, description="Hours after which people sign in again."
    )
    max_upload_mb: int = Field(
        default=50, ge=1, le=2000, description="Largest file that can be uploaded, in MiB."
    )
    template: Path | None = Field(
        default=None, description="File with the council's template of briefings; none for the usual one."
    )
    requests_per_minute: int = Field(
        default=600,
        ge=0,
        le=1_000_000,
        description="Requests that one asker may send in a minute; 0 is no limit.",
    )
    requests_per_minute_address: int = Field(
        default=3000,
        ge=0,
        le=1_000_000,
        description="Requests that may come from one other address in a minute; 0 is no limit.",
    )
    refused_per_minute: int = Field(
        default=30,
        ge=0,
        le=1_000_000,
        description="Requests with a key that is none, from one address in a minute, before it is told to wait; "
        "0 is no limit.",
    )
    questions_at_once: int = Field(
        default=16,
        ge=1,
        le=1000,
        description="Questions, searches, briefings, timelines and ledgers worked on at once.",
    )
    questions_waiting: int = Field(
        default=100, ge=0, le=10_000, description="Questions that may wait for others to be done."
    )
    jobs_per_asker: int = Field(
        default=20,
        ge=0,
        le=100_000,
        description="Uploads, evaluations and briefings as jobs of one asker that may wait or run; 0 is no limit.",
    )
    model_tokens_per_day: int = Field(
        default=2_000_000,
        ge=0,
        le=10_000_000_000,
        description="Tokens that a language model may read and write for one asker in a day (UTC); 0 is no limit.",
    )
    answering_processes: int | None = Field(
        default=None,
        ge=0,
        le=64,
        description="Processes of the service that answer and brief; as many as there are cores unless set. "
        "0 answers in the process that speaks HTTP.",
    )
    kept_answers: int = Field(
        default=1000,
        ge=0,
        le=100_000,
        description="Answers without a model that the service remembers while nothing changes; 0 remembers none.",
    )
    log_format: LogFormat = Field(
        default="plain", description="How the service logs: a line of name=value pairs, or of JSON."
    )
    log_level: Level = Field(default="info", description="From which weight on the service logs.")
    telemetry: Telemetry = Field(
        default="none",
        description="Where spans of answers go (OpenTelemetry): nowhere, to a collector (otlp), or to the console.",
    )
    telemetry_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://\S+$",
        description="Address of the collector; http://localhost:4317 without it.",
    )
    min_free_mb: int = Field(
        default=500,
        ge=0,
        le=1_000_000,
        description="Free space, in MiB, below which the service says that it is not ready.",
    )
    audit_questions: Literal["kept", "hashed"] = Field(
        default="hashed",
        description="Whether the audit keeps the words of questions, or only hashes of them.",
    )
    audit_days: int = Field(
        default=365, ge=0, le=36_500, description="Days after which audit entries are removed; 0 keeps them."
    )
    keep_days: int = Field(
        default=30,
        ge=1,
        le=36_500,
        description="Days after which conversations, feedback and the results of jobs are removed.",
    )

    def for_answers(self) -> Settings:
        """The part that decides answers, so that its fingerprint is the same behind every entry."""
        return Settings(**{name: getattr(self, name) for name in Settings.model_fields})


@dataclass(frozen=True)
class SettingRow:
    """One setting as the person sees it; ``value`` is masked where it is a secret."""

    name: str
    variable: str
    value: str | int | float | bool | None
    source: Source
    description: str


@dataclass(frozen=True)
class LoadedSettings:
    """The settings with where each came from; ``flags`` are the names given on the command line."""

    settings: AppSettings
    flags: frozenset[str]
    variables: frozenset[str]

    def rows(self) -> tuple[SettingRow, ...]:
        """Every setting in a fixed order."""
        return tuple(self._row(name) for name in AppSettings.model_fields)

    def _row(self, name: str) -> SettingRow:
        value = getattr(self.settings, name)
        if isinstance(value, SecretStr | Path):
            value = str(value)
        elif isinstance(value, dict):
            value = json.dumps({name: each.model_dump(mode="json") for name, each in value.items()})
        source: Source = "flag" if name in self.flags else "env" if name in self.variables else "default"
        description = AppSettings.model_fields[name].description or ""
        return SettingRow(name, _variable(name), value, source, description)


def load(
    library: Path | None = None,
    *,
    host: str | None = None,
    port: int | None = None,
    answering_processes: int | None = None,
) -> LoadedSettings:
    """The settings of this process: flags first, then the environment, then the defaults.

    Raises:
        SettingsRefused: A variable with our prefix matches no setting, or a value is out of bounds.
    """
    _refuse_unknown_variables()
    flags = {
        name: value
        for name, value in (
            ("library", library),
            ("host", host),
            ("port", port),
            ("answering_processes", answering_processes),
        )
        if value is not None
    }
    try:
        settings = AppSettings(**flags)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsRefused(_in_words(error, flags)) from None
    except SettingsError as error:
        raise SettingsRefused(f"{error}. Write it as JSON; see minutebook config.") from None
    variables = {
        name
        for name in AppSettings.model_fields
        if any(key.upper() == _variable(name) and value for key, value in os.environ.items())
    }
    return LoadedSettings(settings, frozenset(flags), frozenset(variables))


def _variable(name: str) -> str:
    return f"{PREFIX}{name}".upper()


def _refuse_unknown_variables() -> None:
    """A misspelt variable would otherwise be ignored without a word."""
    known = [_variable(name) for name in AppSettings.model_fields]
    for key in sorted(os.environ):
        if key.upper().startswith(PREFIX) and key.upper() not in known:
            near = difflib.get_close_matches(key.upper(), known, n=1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise SettingsRefused(f"{key} is no setting of Minutebook.{meant} See minutebook config.")


def _in_words(error: ValidationError, flags: dict[str, Path | str | int]) -> str:
    faults = []
    for fault in error.errors(include_url=False, include_context=False):
        name = str(fault["loc"][0]) if fault["loc"] else "settings"
        origin = f"--{name}" if name in flags else _variable(name)
        shown = "" if "key" in name else f" is {str(fault['input'])[:80]!r}"
        faults.append(f"{origin}{shown}: {fault['msg']}")
    return "; ".join(faults) + ". See minutebook config."
