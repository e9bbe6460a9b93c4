"""Settings to the working parts, built once: what the service, the command line and evaluation all call."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from ingest.papers import Scope
from ingest.store.encoder import Encoder, QueryEncoder
from ingest.store.index import Index, open_index
from ingest.store.library import Library
from rag.answer import Answer
from rag.answering import Answerer
from rag.asking import Asker, Questions
from rag.briefings.brief import Briefer
from rag.briefings.briefing import Briefing, BriefRequest
from rag.briefings.summary import Summariser, SummaryRequest
from rag.events import Done, Event
from rag.finding.hits import Hit
from rag.finding.rerank import CrossEncoderReranker
from rag.finding.retrieve import EXACT_UP_TO, Retriever
from rag.ledger import EVERY_ENTRY, Ledger, LedgerRow, Wanted
from rag.model.chat import ChatWriter, Writer
from rag.overviews import MadeHere, Overviews
from rag.question.conversation import Turn
from rag.question.query import Filters, understand
from rag.settings import Settings
from rag.timeline import Timeline, TimelineRequest
from rag.timeline_making import Chronicler

_NO_FILTERS = Filters()


class Minutebook:
    """Questions, searches and briefings over one library. Any thread may call it."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        encoder: Encoder,
        index: Index | None,
        writer: Writer | None,
        *,
        resident: bool = False,
    ) -> None:
        """Use ``assemble``. ``resident`` says that the process will stay up."""
        self.settings = settings
        self.library = library
        self._is_resident = resident
        self._index = index
        self._renewing = threading.Lock()
        reranker = CrossEncoderReranker(settings.reranker) if settings.reranker else None
        exact_up_to = 0 if settings.index == "chroma" else EXACT_UP_TO
        self._retriever = Retriever(library, encoder, index, reranker, exact_up_to)
        self.questions: Questions = Asker(
            library, Answerer(library, self._retriever, settings, writer), settings
        )
        self._ledger = Ledger(library)
        self.overviews: Overviews = MadeHere(
            Briefer(library, self._retriever, self._ledger, settings, writer),
            Summariser(library, settings, writer),
            Chronicler(library, self._retriever, self._ledger),
        )

    def search(
        self, question: str, *, scope: Scope, filters: Filters = _NO_FILTERS, k: int | None = None
    ) -> list[Hit]:
        """The passages nearest to a question, best first.

        Raises:
            QuestionError: The question is empty or too long, or the filters contradict each other.
        """
        query = understand(question, filters, self.library.bodies(scope))
        return list(self._retriever.retrieve(query, scope=scope, k=k or self.settings.k).hits)

    def ask(
        self, question: str, *, scope: Scope, filters: Filters = _NO_FILTERS, before: Sequence[Turn] = ()
    ) -> Answer:
        """The answer to a question, each sentence cited; an abstention where the papers don't say.

        ``before`` are the questions asked before it, the latest last: what "And in 2020?" leans on.

        Raises:
            QuestionError: As for ``search``.
        """
        events = self.ask_events(question, scope=scope, filters=filters, before=before)
        return next(event.answer for event in events if isinstance(event, Done))

    def ask_events(
        self, question: str, *, scope: Scope, filters: Filters = _NO_FILTERS, before: Sequence[Turn] = ()
    ) -> Iterator[Event]:
        """The answer as it comes about: each verified sentence when it is ready, and last the whole answer.

        Close the iterator to end early; a model that is still writing is cut off then.

        Raises:
            QuestionError: As for ``search``, before the first event.
        """
        return self.questions.events(question, scope, filters, before)

    def expect(self, question: str) -> None:
        """The question will be asked next; a part of its work is done with the one before it."""
        self._retriever.expect(" ".join(question.split()))

    def answer_through(self, questions: Questions) -> None:
        """Have questions go through something else from now on, such as other processes, or what counts them."""
        self.questions = questions

    def overview_through(self, overviews: Overviews) -> None:
        """Have briefings, summaries and timelines made by something else from now on, such as another process."""
        self.overviews = overviews

    def brief(self, request: BriefRequest, *, scope: Scope) -> Briefing:
        """A briefing over a meeting or a topic.

        Raises:
            QuestionError: The topic is empty or too long.
            BriefingError: No paper in the library fits the request.
            PapersChanged: A language model wrote, and papers that it rests on changed meanwhile, twice in a row.
        """
        return self.overviews.briefing(request, scope)

    def summarise(self, request: SummaryRequest, *, scope: Scope) -> Briefing:
        """What one paper says, or what one meeting came to, on about a page.

        Raises:
            PaperNotFound: There is no such paper, or none that the asker may see.
            QuestionError: Several bodies of the name that was given met on the day.
            PapersChanged: A language model wrote, and papers that it rests on changed meanwhile, twice in a row.
        """
        return self.overviews.summary(request, scope)

    def timeline(self, request: TimelineRequest, *, scope: Scope) -> Timeline:
        """A topic, or an entry of the ledger, followed across meetings.

        Raises:
            QuestionError: The topic is empty or too long, or no paper is of the body that was given.
            EntryNotFound: There is no such entry, or none that the asker may see.
        """
        return self.overviews.timeline(request, scope)

    def ledger(self, wanted: Wanted = EVERY_ENTRY, *, scope: Scope) -> list[LedgerRow]:
        """What the papers decided and promised, earliest meeting first, each with what became of it.

        Raises:
            QuestionError: No paper is of the body that was given.
        """
        return self._ledger.rows(scope, wanted)

    @property
    def wants_index(self) -> bool:
        """Whether an index is to be used as soon as there is one."""
        return _wants_index(self.settings, self.library, self._is_resident)

    @property
    def has_current_index(self) -> bool:
        """Whether an index of the library as it is now is in use; without one, search is exact."""
        return self._index is not None and self._index.is_current(self.library)

    def renew_index(self) -> None:
        """Take up the index that was built since, where one is wanted; call after the library was changed."""
        with self._renewing:
            if not self.wants_index or self.has_current_index:
                return
            former, self._index = self._index, open_index(self.library)
            self._retriever.use(self._index)
            if former is not None:
                former.close()

    def close(self) -> None:
        """Let go of the library and its index."""
        if self._index is not None:
            self._index.close()
        self.library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def assemble(settings: Settings, *, resident: bool = False) -> Minutebook:
    """Open the library and build the parts. ``resident`` says that the process will stay up.

    The Chroma index is opened by a process that stays up, or when the settings ask for it: opening and probing
    it costs more than one exact search over the stored vectors. A process that stays up opens it only where the
    library is so large that exact search is slower (``EXACT_UP_TO``).

    Raises:
        LibraryMissing: There is no library in the folder.
        LibraryTooNew: A newer Minutebook wrote it.
        LibraryDamaged: The file is not a sound library.
        ModelError: A language model is configured, but something that it needs is missing.
    """
    writer = ChatWriter(settings) if settings.model else None
    library = Library.open(settings.library)
    return Minutebook(
        settings,
        library,
        QueryEncoder(),
        open_index(library) if _wants_index(settings, library, resident) else None,
        writer,
        resident=resident,
    )


def _wants_index(settings: Settings, library: Library, resident: bool) -> bool:
    if settings.index == "auto":
        return resident and library.n_sentences(Scope.owner()) > EXACT_UP_TO
    return settings.index == "chroma"
