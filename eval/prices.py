"""What models cost: a TOML file that the evaluator writes, since prices change and differ by contract.

It names a ``currency`` and, for each model, the price of a million tokens sent (``prompt``) and written (``reply``).
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from eval.errors import PricesError

Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_MILLION = 1_000_000


class ModelPrice(BaseModel):
    """What a million tokens cost, sent and written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: Amount
    reply: Amount


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    models: dict[str, ModelPrice] = Field(min_length=1)


@dataclass(frozen=True)
class PriceTable:
    """Prices by the name of the model as the settings have it; ``sha256`` is of the file's bytes."""

    currency: str
    models: dict[str, ModelPrice]
    sha256: str

    def cost(self, model: str, n_prompt_tokens: int, n_reply_tokens: int) -> float | None:
        """What so many tokens cost, in ``currency``; None where the table does not know the model."""
        price = self.models.get(model)
        if price is None:
            return None
        return (price.prompt * n_prompt_tokens + price.reply * n_reply_tokens) / _MILLION


def load_prices(path: Path) -> PriceTable:
    """The prices of a file.

    Raises:
        PricesError: It can't be read, or a field of it is wrong; the message names both.
    """
    try:
        content = path.read_bytes()
        file = _File.model_validate(tomllib.loads(content.decode("utf-8")))
    except (OSError, UnicodeDecodeError) as problem:
        raise PricesError(f"{path}: the prices can't be read ({problem}). Check the path.") from problem
    except tomllib.TOMLDecodeError as problem:
        raise PricesError(f"{path}: no TOML ({problem}). See docs/evaluation.md.") from problem
    except ValidationError as problem:
        error = problem.errors(include_url=False)[0]
        field = ".".join(str(part) for part in error["loc"])
        raise PricesError(
            f"{path}: field '{field}': {error['msg']}. Correct the prices and run again."
        ) from problem
    return PriceTable(file.currency, file.models, hashlib.sha256(content).hexdigest())
