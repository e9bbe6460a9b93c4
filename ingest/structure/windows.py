"""Search windows: neighbouring passages packed to a size the encoder and a reader can take in.

The unit of search is not the unit of citation: a window holds enough around a fact to be found by, a
citation points at the passage inside it. Windows never mix access classes or items.
"""

from __future__ import annotations

from ingest.papers import Paper, Passage, Role, Span, Window
from ingest.structure.bounds import MOST_SENTENCES, require_at_most
from ingest.structure.lines import BULLET, is_row
from ingest.structure.sentences import sentences
from ingest.structure.terms import unbroken

TARGET = 700
"""Characters a window is packed to; measured best between 300 and 1,200."""
LONGEST = 1100
"""Characters above which one passage is cut at a sentence boundary."""
_LONGEST_SENTENCE = 900
"""Characters embedded at once: within 256 word pieces of the encoder for English prose."""
_READ_AT_MOST = 10_000
"""Characters beyond which no encoder reads on; a text without sentences can be one window of millions."""


def windows(content: str, passages: list[Passage]) -> list[Window]:
    """The windows of a paper in order; every passage lies in at least one.

    Raises:
        TooLong: There are more sentences than one paper may hold.
    """
    groups: list[list[Passage]] = []
    for passage in passages:
        if groups and _fits(groups[-1], passage):
            groups[-1].append(passage)
        else:
            groups.append([passage])
    found: list[Window] = []
    n_sentences = 0
    for group in groups:
        for span in _cut(content, Span(group[0].span.start, group[-1].span.end)):
            found.append(_window(content, span, group, len(found)))
            n_sentences += len(found[-1].sentences)
            require_at_most(MOST_SENTENCES, n_sentences, "sentences")
    return found


def _fits(group: list[Passage], passage: Passage) -> bool:
    first, last = group[0], group[-1]
    if passage.access is not first.access or _subject(passage) != _subject(first):
        return False
    size = passage.span.end - first.span.start
    if size > LONGEST:
        return False
    # No heading joins a group after anything else, so where the last one is a heading all are.
    if last.role is Role.HEADER:
        return True
    return size <= TARGET and passage.role is not Role.HEADER


def _subject(passage: Passage) -> tuple[str | None, str | None, bool]:
    return passage.item, passage.item_title, passage.role is Role.CONTACT


def _cut(content: str, span: Span) -> list[Span]:
    """The span whole, or in even pieces of about `TARGET` characters that end where sentences end."""
    size = span.end - span.start
    if size <= LONGEST:
        return [span]
    n_pieces = -(-size // TARGET)
    goal = size / n_pieces
    pieces: list[Span] = []
    begin = span.start
    for sentence in sentences(content, span.start, span.end):
        if sentence.end - begin >= goal and span.end - sentence.end > goal / 3:
            pieces.append(Span(begin, sentence.end))
            begin = sentence.end
    pieces.append(Span(begin, span.end))
    return [each for each in pieces if content[each.start : each.end].strip()]


def _window(content: str, span: Span, group: list[Passage], ordinal: int) -> Window:
    covered = [passage for passage in group if passage.span.overlaps(span)]
    spans: list[Span] = []
    for passage in covered:
        start, end = max(passage.span.start, span.start), min(passage.span.end, span.end)
        for unit in units(content, Span(start, end)):
            spans.extend(_pieces(unit))
    return Window(
        ordinal=ordinal,
        span=span,
        sentences=(*(spans or [span]), span),
        passages=tuple(passage.ordinal for passage in covered),
        access=group[0].access,
    )


def units(content: str, span: Span) -> list[Span]:
    """The sentences of a passage; short bullets stay in one piece with the sentence that introduces them."""
    if is_row(content[span.start : span.end]):
        return [span]
    found = sentences(content, span.start, span.end)
    bullets = [number for number, each in enumerate(found) if BULLET.match(content[each.start : each.end])]
    if not bullets or bullets[0] == 0 or span.end - found[bullets[0] - 1].start > TARGET:
        return found
    lead_in = bullets[0] - 1
    return [*found[:lead_in], Span(found[lead_in].start, found[-1].end)]


def _pieces(sentence: Span) -> list[Span]:
    """A sentence longer than the encoder reads, in equal parts."""
    size = sentence.end - sentence.start
    n_parts = -(-size // _LONGEST_SENTENCE)
    edges = [sentence.start + size * part // n_parts for part in range(n_parts + 1)]
    return [Span(start, end) for start, end in zip(edges, edges[1:], strict=False)]


def embedded_texts(paper: Paper) -> list[str]:
    """What is embedded for each span of each window, in order: sentences under their item, windows under the paper."""
    content = paper.text.content
    texts: list[str] = []
    for window in paper.windows:
        covered = [paper.passages[ordinal] for ordinal in window.passages]
        for span in window.sentences[:-1]:
            item = next((each.item_title for each in covered if each.span.overlaps(span)), None)
            words = content[span.start : span.end]
            texts.append(f"{item}: {words}" if item and item not in words else words)
        end = min(window.span.end, window.span.start + _READ_AT_MOST)
        texts.append(f"{paper.facts.title.value}. {content[window.span.start : end]}")
    return [unbroken(text) for text in texts]
