"""What a summary tells of the ledger: which entries, how they are quoted, and which of them heads the summary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ingest.papers import Kind, Role, Span
from ingest.store.ledger import StoredEntry
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.ledger_entries import Act, EntryKind
from ingest.structure.lines import mark_length
from ingest.structure.sentences import sentences
from ingest.structure.terms import index_terms
from rag.briefings.tellable import first_line, has_own_item, is_formal, reaching_back
from rag.choosing import opening_words
from rag.figures import has_date, has_money, quantities
from rag.marks import as_read
from rag.wording import BROKEN_OFF

DECIDED = frozenset({EntryKind.DECISION, EntryKind.CORRECTION})
PROMISED = frozenset({EntryKind.COMMITMENT, EntryKind.REQUEST, EntryKind.REFERRAL})
SOUGHT = frozenset({EntryKind.RECOMMENDATION})
_LONGEST_OF_FORM = {Act.NOTED: 12, Act.THANKED: 30, Act.CONFIRMED: 30}
"""Words above which "That the report be noted" says something more."""
_OF_SITTING = re.compile(
    r"\bpublic\b.{0,30}\bexcluded\b|\bnext meeting\b.{0,40}\b(?:be held|take place)\b",
    re.IGNORECASE | re.DOTALL,
)
_WITHOUT_SUBJECT = re.compile(
    r"\W*(?:would|will|should|shall|be|been|was|were|is|are|has|have|had|its|their|his|her|it(?!\s+was)|they)\b",
    re.IGNORECASE,
)
_LONGEST_TITLE = 60
_NAMED = 0.5
"""Share of the words of a title above which a sentence names the subject of its item itself."""
_LONGEST_WHOLE = 55
"""Words of a sentence that is told whole although only a part of it is the entry."""
_HEADING_ACTS = {
    Act.REFUSED: 0.35,
    Act.APPROVED: 0.3,
    Act.SUPPORTED: 0.3,
    Act.DEFERRED: 0.3,
    Act.AGREED: 0.25,
    Act.REQUESTED: 0.1,
    Act.RECOMMENDED: 0.3,
}
_SHARP, _OF_REPORT, _PROMISED = 0.1, 0.3, 0.4
_REPORT_BACK = re.compile(
    r"\breports?\b.{0,30}\b(?:back|brought|submitted)\b|\bfurther report\b|\bwork programme\b|\bforward plan\b",
    re.IGNORECASE,
)
"""What is to be told later, or when: seldom what a meeting is remembered for."""
_TO_LOOK_AT = re.compile(
    r"\b(?:note[sd]?|comments?|discuss(?:es)?|reviews?|considers?|receives?)\b", re.IGNORECASE
)
_ASKS = re.compile(r"\b(?:recommend\w*|asked|invited|requested)\b", re.IGNORECASE)
"""Words by which a recommendation shows itself to be one."""
_MARKED_ACT = re.compile(r"[*_]{1,3}(AGREED|RESOLVED|NOTED)[*_]{1,3}[:\s]+(?=\w)")
"""The word of the decision between the signs by which Markdown prints it bold."""
_OPEN_END = re.compile(r"\s*[;,:]?\s*(?:;\s*|,\s*|\s)(?:and|or)\s*$|\s*[;,:]+\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Quote:
    """Words of a paper as they will be told; ``introduction`` makes their speech act plain where they do not."""

    record: PaperRecord
    passage: StoredPassage
    span: Span
    introduction: str = ""

    @property
    def words(self) -> str:
        """The words, white space folded."""
        start = self.passage.span.start
        return " ".join(self.passage.text[self.span.start - start : self.span.end - start].split())

    @property
    def is_cut(self) -> bool:
        """Whether the source breaks off where the words end."""
        return self.passage.is_truncated and self.span.end == self.passage.span.end

    @property
    def text(self) -> str:
        """The sentence as it is told."""
        return f"{self.introduction} {as_read(self.words)} {BROKEN_OFF if self.is_cut else ''}".strip()

    @property
    def n_words(self) -> int:
        """Words of the sentence as it is told."""
        return len(self.text.split())

    def overlaps(self, other: Quote) -> bool:
        """Whether the two share words of one paper."""
        return self.passage.paper_id == other.passage.paper_id and self.span.overlaps(other.span)


def quoted(record: PaperRecord, entry: StoredEntry) -> Quote:
    """An entry as it is told: what ends it as a list entry left out, a part of a sentence made whole."""
    passage = entry.passage
    span = _tidy(passage, entry.entry.span)
    if passage.role not in (Role.RESOLUTION, Role.RECOMMENDATION) and _is_part(passage, span):
        span = _whole(passage, span)
    if passage.role is Role.DISCUSSION:
        span = reaching_back(passage, span)
    words = Quote(record, passage, span).words
    marked = _MARKED_ACT.match(words)
    if marked:
        span = Span(span.start + marked.end(), span.end)
    introduction = f"{marked.group(1).capitalize()}:" if marked else opening_words(passage, words)
    if not introduction and entry.entry.kind in DECIDED and _is_part(passage, span):
        introduction = "Decided:"
    if entry.entry.kind in SOUGHT and not introduction and not _ASKS.search(words):
        introduction = "Recommended:"
    return under_title(Quote(record, passage, span, introduction))


def under_title(quote: Quote) -> Quote:
    """The quote with the title of its item before it, where it stands in minutes under an item of its own.

    "That the matter be deferred" says nothing without it. Words that name their subject themselves stay as they are.
    """
    title = first_line(quote.passage.item_title)
    is_minuted = quote.record.kind.value is Kind.MINUTES
    if not is_minuted or not has_own_item(quote.passage) or not 0 < len(title) <= _LONGEST_TITLE:
        return quote
    terms = frozenset(index_terms(title))
    if len(terms & frozenset(index_terms(quote.words))) > _NAMED * len(terms):
        return quote
    return replace(quote, introduction=f"{title} \u2013 {quote.introduction}".strip())


def is_of_form(entry: StoredEntry) -> bool:
    """Whether a decision only notes a report, confirms minutes, thanks somebody, or is of the sitting itself."""
    if entry.entry.kind is not EntryKind.DECISION:
        return False
    longest = _LONGEST_OF_FORM.get(entry.entry.act)
    is_short = longest is not None and len(entry.text.split()) <= longest
    return is_short or bool(_OF_SITTING.search(entry.text))


def is_whole(entry: StoredEntry) -> bool:
    """Whether an entry says of whom or what it is: "would be published in May" does not."""
    return not _WITHOUT_SUBJECT.match(entry.text)


def heading_entry(entries: Sequence[StoredEntry], passages: Sequence[StoredPassage]) -> StoredEntry | None:
    """The entry that a summary is headed by: what was decided, or sought, on the longest item; None where none is.

    Ties go to the first.
    """
    lengths = Counter[str | None]()
    for passage in passages:
        lengths[passage.item_title] += len(passage.text.split())
    longest = max(lengths.values(), default=1) or 1

    def worth(entry: StoredEntry) -> float:
        is_sought = entry.entry.kind in SOUGHT
        share = 0.0 if is_sought else lengths[entry.passage.item_title] / longest
        is_sharp = has_money(entry.text) or (
            is_sought and (has_date(entry.text) or bool(quantities(entry.text)))
        )
        is_of_report = bool(_REPORT_BACK.search(entry.text))
        act = _HEADING_ACTS[entry.entry.act] - (_OF_REPORT if is_of_report else 0.0)
        act -= _PROMISED if entry.entry.kind in PROMISED else 0.0
        return share + act + (_SHARP if is_sharp else 0.0)

    whole = [
        each
        for each in entries
        if each.entry.act in _HEADING_ACTS and not each.passage.is_truncated and _says_what(each)
    ]
    fitting = [
        each for each in whole if each.entry.kind in DECIDED | SOUGHT or each.passage.role is Role.RESOLUTION
    ]
    return max(fitting, key=worth, default=None)


def _says_what(entry: StoredEntry) -> bool:
    """Whether a recommendation says what is sought itself, and asks for more than to look at a report."""
    is_sought = entry.entry.kind in SOUGHT
    return not (is_sought and (_TO_LOOK_AT.search(entry.text) or is_formal(entry.text)))


def foremost(entry: StoredEntry) -> tuple[bool, bool, int]:
    """What is told first where there is not room for all: what was resolved, before elections, and what is short."""
    is_resolved = entry.passage.role in (Role.RESOLUTION, Role.RECOMMENDATION)
    return entry.entry.act is Act.APPOINTED, not is_resolved, len(entry.text.split())


def within(quotes: Sequence[Quote], most_words: int) -> list[Quote]:
    """The first quotes that fit into so many words, each sentence once."""
    kept: list[Quote] = []
    for quote in quotes:
        is_told = any(each.overlaps(quote) for each in kept)
        if not is_told and sum(each.n_words for each in kept) + quote.n_words <= most_words:
            kept.append(quote)
    return kept


def of_kinds(entries: Sequence[StoredEntry], kinds: Collection[EntryKind]) -> list[StoredEntry]:
    """The entries of these kinds, in their order."""
    return [each for each in entries if each.entry.kind in kinds]


def _tidy(passage: StoredPassage, span: Span) -> Span:
    """The span without a list mark before it and without what leads on to the next entry of the list."""
    words = passage.text[span.start - passage.span.start : span.end - passage.span.start]
    end = _OPEN_END.search(words)
    is_last = passage.is_truncated and span.end == passage.span.end
    n_kept = end.start() if end and not is_last else len(words)
    n_mark = mark_length(words) if span.start == passage.span.start else 0
    return Span(span.start + n_mark, span.start + max(n_kept, n_mark))


def _is_part(passage: StoredPassage, span: Span) -> bool:
    first = passage.text[span.start - passage.span.start]
    return first.islower()


def _whole(passage: StoredPassage, span: Span) -> Span:
    """The sentence that a part stands in, unless it is too long to be told."""
    base = passage.span.start
    for each in sentences(passage.text):
        sentence = Span(each.start + base, each.end + base)
        if sentence.holds(span):
            words = passage.text[each.start : each.end]
            start = sentence.start + mark_length(words)
            is_short = len(words.split()) <= _LONGEST_WHOLE
            return Span(start, sentence.end) if is_short and start <= span.start else span
    return span
