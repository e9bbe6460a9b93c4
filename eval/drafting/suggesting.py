"""Drafts candidate questions from papers, for a person to accept: nobody has to begin with an empty page.

The same papers give the same drafts. They are spread over papers and kinds of question, and none is asked in a run
before a person has changed its status.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from eval.checking.exact_words import plain
from eval.checking.questions import ask_the_same
from eval.drafting.drafts import Draft
from eval.drafting.item_drafts import absent_drafts, item_drafts
from eval.drafting.sentence_drafts import sentence_drafts
from eval.errors import GoldenError
from eval.golden import GoldenRecord
from eval.golden_forms import SUFFIXES, written
from eval.papers_read import PapersRead
from ingest.papers import Access

_MOST_WORDS = 60
_BROKEN = re.compile(r"[a-z]- [a-z]| \| ")
_ROUTINE = frozenset({"apologies", "chair", "end", "next meeting", "place"})
"""Kinds that every meeting gives, and of which a set wants few."""
_PRICE = 3
"""One routine question counts as so many others."""
_ABSENT_SHARE = 8
"""One question in so many is about something that the papers don't say."""


def suggest(papers: PapersRead, count: int) -> tuple[Draft, ...]:
    """At most ``count`` drafts, by kind and then by paper; fewer where the papers don't give so many.

    Words that only some may see make no question.
    """
    drafts = _distinct(_sound(papers))
    absent = _distinct(list(absent_drafts(papers, drafts)))
    n_absent = min(len(absent), count // _ABSENT_SHARE)
    chosen = _spread(drafts, count - n_absent)
    chosen += _spread(absent, min(n_absent, count - len(chosen)))
    return tuple(
        sorted(chosen, key=lambda draft: (draft.kind == "absent", draft.kind, draft.document, draft.question))
    )


def write_suggestions(drafts: Sequence[Draft], out: Path) -> dict[str, int]:
    """Write the drafts as a golden set in the form that the file's name asks for; how many there are of each kind.

    Raises:
        GoldenError: There is none, or the form can't hold one of them.
    """
    if not drafts:
        raise GoldenError(
            "the papers give no question that a template fits. Give more papers, minutes among them."
        )
    out.write_bytes(written([draft.to_json() for draft in drafts], SUFFIXES[out.suffix.lower()]))
    return dict(Counter(draft.kind for draft in drafts))


def _sound(papers: PapersRead) -> list[Draft]:
    """The drafts whose quotes stand in words that are not exempt, and that can be read in one breath."""
    found: list[Draft] = []
    for paper in papers.all:
        open_words = plain(
            "\n".join(each.text for each in paper.passages if each.access is not Access.EXEMPT)
        )
        for draft in (*item_drafts(paper), *sentence_drafts(paper)):
            is_there = all(plain(quote) in open_words for quote in draft.quotes)
            if is_there and _is_readable(draft):
                found.append(draft)
    return found


def _is_readable(draft: Draft) -> bool:
    """False for half a bracket or quotation, a word cut at a line's end, and what can't be said in one breath."""
    said = " ".join((draft.question, *draft.answers))
    is_whole = all(
        said.count(opening) == said.count(closing) for opening, closing in ("()", "[]", "\u201c\u201d")
    )
    return is_whole and not _BROKEN.search(said) and len(draft.question.split()) <= _MOST_WORDS


def _distinct(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without those of one question that have several answers, and without repeats."""
    of_question: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        of_question[draft.question].append(draft)
    return [
        group[0]
        for group in of_question.values()
        if len({(draft.answers, draft.nuggets) for draft in group}) == 1
    ]


def _spread(drafts: Sequence[Draft], count: int) -> list[Draft]:
    """Up to ``count``, each of the kind and the paper that has had fewest so far; the first of equals."""
    of_kind: Counter[str] = Counter()
    of_paper: Counter[str] = Counter()
    chosen: list[Draft] = []
    records: list[GoldenRecord] = []
    left = list(drafts)
    while left and len(chosen) < count:
        place = min(
            range(len(left)),
            key=lambda at: (left[at].rank, of_kind[left[at].kind], of_paper[left[at].document], at),
        )
        draft = left.pop(place)
        record = GoldenRecord.model_validate(draft.to_json(), strict=False)
        is_known = any(set(draft.quotes) & set(other.quotes) for other in chosen)
        if is_known or any(ask_the_same(record, other) for other in records):
            continue
        chosen.append(draft)
        records.append(record)
        of_kind[draft.kind] += _PRICE if draft.kind in _ROUTINE else 1
        of_paper[draft.document] += 1
    return chosen
