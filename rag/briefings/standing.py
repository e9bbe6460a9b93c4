"""The papers that a draft is made from, as they were read, and whether they still stand once a model has written.

A reader who holds one state of the library keeps SQLite from taking the words of an erased paper out of its
write-ahead log. So the library is let go of while a language model writes, which can take many minutes, and looked at
again before and after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from ingest.papers import Scope
from ingest.store.library import Library
from ingest.store.records import PaperRecord
from rag.briefings.arrange import walk
from rag.briefings.briefing import Briefing, DraftedFrom
from rag.errors import PapersChanged
from rag.standing import have_changed


@dataclass(frozen=True)
class Standing:
    """The papers that an asker could see at a moment (UTC), which is that of everything read beside it."""

    library: Library
    scope: Scope
    at: datetime
    snapshot: str
    papers: tuple[PaperRecord, ...]

    @classmethod
    def of(cls, library: Library, scope: Scope) -> Standing:
        """As they are; first thing in the block in which the draft is read from one state of the library."""
        return cls(library, scope, datetime.now(UTC), library.snapshot(), tuple(library.papers(scope)))

    def require(self, paper_ids: Iterable[str]) -> None:
        """Go on where the asker may still see each of these papers, in the version and as far as it was read.

        A paper that was not there when the draft was read is passed over.

        Raises:
            PapersChanged: One was withdrawn or replaced, or another access was set.
        """
        wanted = set(paper_ids)
        if have_changed([each for each in self.papers if each.paper_id in wanted], self.library, self.scope):
            raise PapersChanged

    def require_told(self, briefing: Briefing) -> None:
        """The same for the papers that a draft cites or names.

        Raises:
            PapersChanged: As for ``require``.
        """
        self.require(each.paper_id for each in self.told_in(briefing))

    def told_in(self, briefing: Briefing) -> tuple[PaperRecord, ...]:
        """The papers that a draft cites, or names by file or title in what it says of the library."""
        cited = {each.passage_id.rsplit("-", 2)[0] for each in briefing.citations}
        said = _own_words(briefing)
        return tuple(each for each in self.papers if each.paper_id in cited or _is_named(each, said))

    def recorded(self, briefing: Briefing) -> DraftedFrom:
        """What a draft was made from, for the record that goes with it."""
        return DraftedFrom(self.at, self.snapshot, self.told_in(briefing))


def made_again(make: Callable[[], Briefing]) -> Briefing:
    """What is made; where papers changed meanwhile, it is made once more from the library as it is then.

    Raises:
        PapersChanged: They changed the second time, too.
    """
    try:
        return make()
    except PapersChanged:
        return make()


def _own_words(briefing: Briefing) -> str:
    """All that a draft says besides its cited sentences, and where else their words stand; white space folded."""
    said = [briefing.title, *briefing.warnings, *briefing.not_covered]
    said += [words for each in walk(briefing.sections) for words in (each.heading, *each.notes)]
    said += [other for each in briefing.citations for other in each.also_in]
    return " ".join(" ".join(said).split())


def _is_named(record: PaperRecord, said: str) -> bool:
    names = (record.name, " ".join(record.title.value.split()))
    return any(name and name in said for name in names)
