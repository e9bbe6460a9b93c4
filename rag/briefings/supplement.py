"""A draft brought up to date: drafted anew, held against what it was, with the officer's own words kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.errors import LibraryError
from ingest.papers import Scope
from ingest.store.library import Library
from rag.answer import Sentence
from rag.briefings.blocks import Block
from rag.briefings.briefing import Briefing, Section
from rag.briefings.comparing import Comparing
from rag.briefings.edits import Edit, Reading, read_edits
from rag.briefings.new_draft import OFFICERS_WORDS, new_draft, renumbered
from rag.briefings.paper_changes import PaperChanges
from rag.briefings.provenance import Anchor, Struck, wording
from rag.labels import day_name


@dataclass(frozen=True)
class Update:
    """``supplement`` says what changed and why; ``draft`` is the new draft, with the officer's edits in it."""

    supplement: Briefing
    draft: Briefing
    struck: tuple[Struck, ...]


def bring_up_to_date(
    changes: PaperChanges,
    blocks: Sequence[Block],
    anew: Briefing,
    library: Library,
    scope: Scope,
    unsettled: Sequence[str] = (),
) -> Update:
    """What changed between a draft and the briefing that the same request gives now.

    Args:
        changes: What became of the papers since the draft, whose record they hold.
        blocks: The draft's paragraphs as the officer left them.
        anew: The briefing of today for the same request.
        library: Where both were drafted from.
        scope: Who asks; words that they may not read are not shown, and where they stood is told without them.
        unsettled: What the file holds besides its paragraphs, such as comments, in words.
    """
    comparison = _Comparison(anew, changes, library, scope)
    reading = read_edits(changes.drafted, blocks, comparison.words_of, comparison.comparing)
    return Update(comparison.supplement(reading, unsettled), *new_draft(changes.drafted, anew, reading))


class _Comparison:
    """One draft beside the briefing of today."""

    def __init__(self, anew: Briefing, changes: PaperChanges, library: Library, scope: Scope) -> None:
        self._drafted = drafted = changes.drafted
        self._anew = anew
        self._changes = changes
        self._library = library
        self._scope = scope
        self.comparing = Comparing()
        self._anchors = {each.mark: each.anchors for each in drafted.sentences}
        self._citations = {each.n: each for each in anew.citations}
        self._today: dict[str, tuple[str, Sentence]] = {}
        """The sentences of today by print, each with the headings that it stands under."""
        for path, section in _walk(anew.sections):
            for sentence in section.sentences:
                self._today.setdefault(drafted.print_of(sentence.text), (path, sentence))

    def words_of(self, mark: str) -> str | None:
        """The words of a sentence of the draft, from the briefing of today or from the papers themselves."""
        if mark in self._today:
            return self._today[mark][1].text
        anchors = self._anchors[mark]
        if not anchors or not all(map(self._changes.is_readable, anchors)):
            return None
        try:
            quotes = [self._library.quote(self._scope, each.paper_id, each.span) for each in anchors]
        except LibraryError:  # not a word that the asker may read
            return None
        return " ".join(" ".join(quotes).split())

    def supplement(self, reading: Reading, unsettled: Sequence[str]) -> Briefing:
        """What changed, why, and what the officer did."""
        known = self._anchors.keys() | {each.mark for each in self._drafted.struck}
        added = {mark: each for mark, each in self._today.items() if mark not in known}
        gone = {mark: block for mark, block in reading.kept.items() if mark not in self._today}
        pairs = self._pairs(added, gone)
        for old in pairs.values():
            del gone[old]
        unsupported, displaced = self._sorted(gone)
        sections = (
            Section("Papers since the draft", notes=self._papers(), key="papers"),
            Section("New since the draft", sections=self._new(added, pairs), key="new"),
            Section("Changed", sections=self._changed(added, pairs, reading), key="changed"),
            Section("No longer supported", sections=unsupported, key="unsupported"),
            Section("Not in the new draft, still in the papers", notes=displaced, key="displaced"),
            Section(
                "Your edits", notes=(*_edits_told(reading.edits), *_unsettled_told(unsettled)), key="edits"
            ),
        )
        told = tuple(
            _with_word(each) for each in sections if each.sections or each.notes or each.key in _ALWAYS
        )
        title = f"Supplement to: {self._anew.title}"
        made = renumbered(replace(self._anew, title=title, sections=told, not_covered=()))
        cited = {each.document for each in made.citations}
        warnings = tuple(each for each in made.warnings if any(name in each for name in cited))
        return replace(made, warnings=warnings)

    def _papers(self) -> tuple[str, ...]:
        drafted = f"Drafted on {day_name(self._drafted.drafted_at.date())}."
        return (
            drafted,
            *(self._changes.told(self._anew.citations) or ("No paper came, changed or went since.",)),
        )

    def _anchors_of(self, sentence: Sentence) -> list[Anchor]:
        cited = [self._citations[n] for n in sentence.citations]
        return [Anchor(passage_id=each.passage_id, start=each.start, end=each.end) for each in cited]

    def _pairs(self, added: dict[str, tuple[str, Sentence]], gone: dict[str, Block]) -> dict[str, str]:
        """For new sentences that are old ones in other words, the old one's print: both rest on one paper."""
        pairs: dict[str, str] = {}
        for mark, (_, sentence) in added.items():
            papers = {each.paper_id for each in self._anchors_of(sentence)}
            alike = {
                old: self.comparing.likeness(block.text, sentence.text)
                for old, block in gone.items()
                if old not in pairs.values() and papers & {each.paper_id for each in self._anchors[old]}
            }
            best = max(alike, key=lambda old: alike[old], default=None)
            if best is not None and alike[best]:
                pairs[mark] = best
        return pairs

    def _new(self, added: dict[str, tuple[str, Sentence]], pairs: dict[str, str]) -> tuple[Section, ...]:
        """The new sentences by where they stand and why they are there."""
        grouped: dict[tuple[str, str], list[Sentence]] = {}
        for mark, (path, sentence) in added.items():
            if mark not in pairs:
                why = self._changes.why_new(self._anchors_of(sentence))
                grouped.setdefault((path, why), []).append(sentence)
        return tuple(Section(path, tuple(each), notes=(why,)) for (path, why), each in grouped.items())

    def _changed(
        self, added: dict[str, tuple[str, Sentence]], pairs: dict[str, str], reading: Reading
    ) -> tuple[Section, ...]:
        changed = []
        for mark, old in pairs.items():
            path, sentence = added[mark]
            why = self._changes.why_gone(self._anchors[old]) or self._changes.why_new(
                self._anchors_of(sentence)
            )
            said = f"The draft said: \u201c{reading.kept[old].text}\u201d"
            changed.append(Section(path, (sentence,), notes=(said, why)))
        return tuple(changed)

    def _sorted(self, gone: dict[str, Block]) -> tuple[tuple[Section, ...], tuple[str, ...]]:
        """Sentences whose words are in no paper now, with the reason, and those that were only left out."""
        unsupported: dict[tuple[str, str], list[str]] = {}
        displaced = []
        for mark, block in gone.items():
            why = self._changes.why_gone(self._anchors[mark])
            if all(self._still_says(each, block.text) for each in self._anchors[mark]):
                displaced.append(f"\u201c{block.text}\u201d")
            else:
                unsupported.setdefault((" \u203a ".join(block.under[1:]), why), []).append(
                    f"\u201c{block.text}\u201d"
                )
        sections = tuple(Section(path, notes=(*texts, why)) for (path, why), texts in unsupported.items())
        return sections, tuple(displaced)

    def _still_says(self, anchor: Anchor, text: str) -> bool:
        """Whether the paper holds the words: in the version that was cited, or word for word in the one of today."""
        if self._changes.is_readable(anchor):
            return True
        if anchor.paper_id not in self._changes.now:
            return False
        content = self._library.text(self._scope, anchor.paper_id)
        quoted = (wording(text), wording(text.split(": ", 1)[-1]))
        return content is not None and any(each in wording(content) for each in quoted)


_ALWAYS = frozenset(("papers", "new", "edits"))
_NOTHING = {"new": "Nothing is new.", "edits": "You changed nothing in the draft, as far as its text shows."}


def _with_word(section: Section) -> Section:
    """A section that is always there says so when it is empty."""
    if section.sections or section.notes:
        return section
    return replace(section, notes=(_NOTHING[section.key],))


def _unsettled_told(unsettled: Sequence[str]) -> tuple[str, ...]:
    if not unsettled:
        return ()
    return (
        f"The draft holds {' and '.join(unsettled)}. Tracked changes count here as if they were accepted; comments "
        "and hidden text are not carried over. Settle them in the draft, and bring it up to date again.",
    )


def _edits_told(edits: Iterable[Edit]) -> tuple[str, ...]:
    told = []
    for each in edits:
        under = [heading for heading in each.under if wording(heading) != wording(OFFICERS_WORDS)]
        place = f" under \u201c{under[-1]}\u201d" if under else ""
        if each.kind == "added":
            told.append(f"Added{place}: \u201c{each.text}\u201d")
        elif each.kind == "kept":
            told.append(f"Carried over again{place}: \u201c{each.text}\u201d")
        elif each.kind == "changed":
            told.append(f"Changed{place}: \u201c{each.text}\u201d (the draft said: \u201c{each.was}\u201d)")
        else:
            words = (
                f": \u201c{each.was}\u201d" if each.was else " whose paper has changed or can't be read now"
            )
            where = "Deleted" if each.mark else "Deleted in one of its places"
            told.append(f"{where}, and left out of the new draft there: a sentence{words}")
    return tuple(told)


def _walk(sections: Sequence[Section], above: str = "") -> Iterator[tuple[str, Section]]:
    """Every section with its heading behind those above it."""
    for section in sections:
        path = f"{above} \u203a {section.heading}" if above else section.heading
        yield path, section
        yield from _walk(section.sections, path)
