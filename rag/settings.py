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
        "(auto) through the index in a service that stays up over more than 250,000 sentences, and exactly elsewhere.",
    )
    k: int = Field(default=20, ge=1, le=200, description="Passages found for a question.")
    reranker: Path | None = Field(
        default=None, description="Folder of a cross-encoder that puts the hits in order; none by default."
    )
    max_sentences: int = Field(default=4, ge=1, le=8, description="Most sentences in an answer.")
    evidence_tokens: int = Field(
        default=2000, ge=200, le=100_000, description="Most tokens of evidence shown to a model."
    )
    model: str | None = Field(default=None, description="Language model for the prose; none by default.")
    model_provider: Literal["openai", "azure_openai", "anthropic"] = Field(
        default="openai",
        description="Whose protocol the model's server speaks: openai is also that of Ollama, vLLM and llama.cpp.",
    )
    model_base_url: str | None = Field(
        default=None,
        pattern=r"^https?://\S+$",
        description="Address of the model's server; none for the hosted one.",
    )
    model_api_key: SecretStr | None = Field(default=None, description="Key for the model's server.")
    model_api_version: str | None = Field(
        default=None, description="Version of Azure's interface; for azure_openai only."
    )
    model_output: Literal["grammar", "json_schema", "function_calling", "json_mode"] = Field(
        default="grammar",
        description="How the reply is asked for: as lines, which every server can give, or as JSON by one of the "
        "methods that some servers can be held to.",
    )
    prompt_tokens: int = Field(
        default=3500,
        ge=800,
        le=200_000,
        description="Most tokens of a whole prompt: rules, question and evidence.",
    )
    reply_tokens: int = Field(
        default=800, ge=50, le=8000, description="Most tokens a model may write for an answer."
    )
    model_timeout_s: float = Field(
        default=60.0, gt=0, le=600, description="Seconds a model may take for one answer, all tries together."
    )

    def fingerprint(self) -> str:
        """Sixteen hex digits that change with any setting that can change an answer; secrets left out."""
        kept = self.model_dump(mode="json", exclude={"library", "model_api_key", "model_timeout_s"})
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:16]
