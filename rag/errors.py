"""What can go wrong between a question and its answer.

RagError
├── QuestionError      the question can't be taken as one
├── BriefingError      what was asked to be prepared is not in the library
├── RerankerMissing    the folder that is set for a reranker holds none
├── ReplayError        a stored answer can't be read, so it can't be made again
└── ModelError         the language model failed; the answer falls back to the papers' own sentences
"""


class RagError(Exception):
    """Base of all errors of this package; the text is meant for the person who asked."""


class QuestionError(RagError):
    """A question without words, or too long to be one."""


class BriefingError(RagError):
    """A briefing that can't be drafted from this library."""


class RerankerMissing(RagError):
    """The settings name a folder for a reranker that holds no model."""


class ReplayError(RagError):
    """What was given as a stored answer is none."""


class ModelError(RagError):
    """The configured language model gave no usable reply in time."""
