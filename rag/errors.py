"""What can go wrong between a question and its answer.

RagError
├── QuestionError      the question can't be taken as one
├── BriefingError      what was asked to be prepared is not in the library
└── ModelError         the language model failed; the answer falls back to the papers' own sentences
"""


class RagError(Exception):
    """Base of all errors of this package; the text is meant for the person who asked."""


class QuestionError(RagError):
    """A question without words, or too long to be one."""


class BriefingError(RagError):
    """A briefing that can't be drafted from this library."""


class ModelError(RagError):
    """The configured language model gave no usable reply in time."""
