"""Every sentence that Minutebook itself says in an answer, written once."""

from __future__ import annotations

from typing import Literal

Status = Literal["answered", "partial", "not_in_papers", "cut_off", "clarify", "out_of_scope", "unavailable"]

NOT_IN_PAPERS = "The papers in this library do not say."
NO_PAPERS = "No paper in this library fits the filters, so there is nothing to answer from."
CUT_OFF_ITEM = "The source is cut off: the page ends before what was decided on {place} is given in full."
CUT_OFF_POINT = "The source is cut off exactly there: {place} breaks off in the middle."
GET_FULL_TEXT = "Get the full minutes text of {place} and add it to the library."
NOTHING_CLOSE = "Nothing in the {n_windows:,} passages searched is close enough to the question to answer it."
OTHER_BODY = "What comes nearest is in the papers of another body, not in those of {body}."
KIND_OF_ANSWER = "The nearest passages are about the subject but give no {wanted} that answers the question."
BROKEN_OFF = "\u2026 [the source is cut off here]"
DISAGREE = "The papers give different figures: compare the sentences and their sources."
NO_SUCH_MODEL_REPLY = "The language model gave no usable answer ({why}); these are the papers' own sentences."
UNSUPPORTED_LEFT_OUT = "{n} of the model's sentences were left out: their sources do not bear them out."
UNDATED = "Some sources carry no date: {papers}."
EXTRACTION = "{document}: {notice}"
