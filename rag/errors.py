"""What can go wrong between a question and its answer.

RagError
├── QuestionError      the question can't be taken as one
├── BriefingError      what was asked to be prepared is not in the library
├── PapersChanged      papers changed while a model wrote of them, so that nothing of it may be shown
├── EntryNotFound      no such entry of the ledger, or none that the asker may see
├── TemplateError      a template of briefings that can't be used
├── ApprovalError      a file that can't be approved as a briefing, or not by this name
├── DraftError         a file that should be brought up to date is no draft of this library's
├── RerankerMissing    the folder that is set for a reranker holds none
├── ReplayError        a stored answer can't be read, so it can't be made again
├── GivenUp            nobody waits for the answer any more (stopping)
└── ModelError         the language model failed; the answer falls back to the papers' own sentences
"""


class RagError(Exception):
    """Base of all errors of this package; the text is meant for the person who asked."""


class QuestionError(RagError):
    """A question without words, or too long to be one."""


class BriefingError(RagError):
    """A briefing that can't be drafted from this library."""


class PapersChanged(RagError):
    """Papers that a briefing or a summary rests on were changed while a language model wrote it."""

    def __init__(self) -> None:
        super().__init__(
            "papers that this rests on were withdrawn, replaced or given another access while it was written, so "
            "nothing of it is shown. Ask again."
        )


class EntryNotFound(RagError):
    """No such entry of the ledger, or none that the asker may see: the two are not told apart."""

    def __init__(self, entry_id: str) -> None:
        super().__init__(
            f"no entry {entry_id} in the ledger. Take an id as the ledger gives it (entry_id in its JSON)."
        )


class TemplateError(RagError):
    """A template that can't be read, or that asks for what a template can't change."""


class ApprovalError(RagError):
    """A briefing that can't be approved as it is."""


class DraftError(RagError):
    """A file that is not a draft of Minutebook's, or was drafted from another library."""


class RerankerMissing(RagError):
    """The settings name a folder for a reranker that holds no model."""


class ReplayError(RagError):
    """What was given as a stored answer is none."""


class ModelError(RagError):
    """The configured language model gave no usable reply in time."""
