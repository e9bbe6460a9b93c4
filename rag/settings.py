"""What can be set about finding and answering; read once at the entry point and passed down."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class Settings(BaseModel):
    """Settings of the library, the search and the optional language model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    library: Path = Field(default=Path("minutebook-library"), description="Folder of the library.")
    index: Literal["auto", "exact", "chroma"] = Field(
        default="auto",
        description="How vectors are searched: exactly over the stored vectors, through the Chroma index, or "
        "(auto) through the index in a service that stays up and exactly in a single command.",
    )
    k: int = Field(default=20, ge=1, le=200, description="Passages found for a question.")
    max_sentences: int = Field(default=4, ge=1, le=8, description="Most sentences in an answer.")
    evidence_tokens: int = Field(
        default=2000, ge=200, le=100_000, description="Most tokens of evidence shown to a model."
    )
    model: str | None = Field(default=None, description="Language model for the prose; none by default.")
    model_provider: str = Field(default="openai", description="LangChain's name for the model's provider.")
    model_base_url: str | None = Field(default=None, description="Address of an OpenAI-compatible server.")
    model_api_key: SecretStr | None = Field(default=None, description="Key for the model's server.")
    model_timeout_s: float = Field(
        default=60.0, gt=0, le=600, description="Seconds a model may take for one answer."
    )

    def fingerprint(self) -> str:
        """Sixteen hex digits that change with any setting that can change an answer; secrets left out."""
        kept = self.model_dump(mode="json", exclude={"library", "model_api_key", "model_timeout_s"})
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:16]
