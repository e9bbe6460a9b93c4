"""How much must support an answer: the least support by size of library, as it was chosen by measuring.

The figures stand in ``calibration.json``, written by ``python -m eval.calibrate`` (docs/decisions/004).
"""

from __future__ import annotations

import functools
import math
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field


class Calibration(BaseModel):
    """The least support for an answer, and the data on which it was chosen.

    Support is the cosine of the best sentence, plus that of the best window, plus coverage: -2 to 3, in
    practice 0 to 3.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: float = Field(description="Least support in a library of one window.")
    per_decade: float = Field(ge=0, description="What ten times as many windows add to it.")
    least: float = Field(description="Least support in small libraries.")
    most: float = Field(description="Least support in large ones.")
    over_refusal: dict[str, float] = Field(
        description="Share of answerable questions refused, between 0 and 1, by set of questions."
    )
    recall: dict[str, float] = Field(
        description="Share of questions refused that the papers do not answer, by set and kind of question."
    )
    sha256: dict[str, str] = Field(description="The files that it was chosen on, and their hashes.")

    def floor(self, n_windows: int) -> float:
        """The least support for an answer in a library of so many windows.

        It grows with the library, since among more passages more come near by chance.
        """
        wanted = self.base + self.per_decade * math.log10(max(n_windows, 1))
        return min(self.most, max(self.least, wanted))


@functools.cache
def calibration() -> Calibration:
    """The figures that this version answers by."""
    return Calibration.model_validate_json(
        resources.files("rag").joinpath("calibration.json").read_text(encoding="utf-8")
    )


def floor(n_windows: int) -> float:
    """The least support for an answer in a library of so many windows."""
    return calibration().floor(n_windows)
