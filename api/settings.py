"""Every setting of Minutebook, read once where a program starts and passed down from there.

The settings that decide an answer are those of ``rag.settings``; here they gain what only the edges need,
and the environment (``MINUTEBOOK_K``, ``MINUTEBOOK_LIBRARY``) as a source. A flag wins over the environment.
"""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.errors import SettingsRefused
from rag.settings import Settings

PREFIX = "MINUTEBOOK_"

Source = Literal["default", "env", "flag"]


class AppSettings(Settings, BaseSettings):
    """The settings of answers, and how the HTTP service listens and what it takes."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Address the HTTP service listens on: a loopback address, as there is no login yet.",
    )
    port: int = Field(
        default=8000, ge=0, le=65535, description="Port of the HTTP service; 0 takes any that is free."
    )
    max_upload_mb: int = Field(
        default=50, ge=1, le=2000, description="Largest file that can be uploaded, in MiB."
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
        source: Source = "flag" if name in self.flags else "env" if name in self.variables else "default"
        description = AppSettings.model_fields[name].description or ""
        return SettingRow(name, _variable(name), value, source, description)


def load(library: Path | None = None, *, host: str | None = None, port: int | None = None) -> LoadedSettings:
    """The settings of this process: flags first, then the environment, then the defaults.

    Raises:
        SettingsRefused: A variable with our prefix matches no setting, or a value is out of bounds.
    """
    _refuse_unknown_variables()
    flags = {
        name: value
        for name, value in (("library", library), ("host", host), ("port", port))
        if value is not None
    }
    try:
        settings = AppSettings(**flags)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsRefused(_in_words(error, flags)) from None
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
