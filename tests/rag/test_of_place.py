"""Which papers answer where a question names a place, and how quoted words are shown."""

import pytest

from ingest.papers import Scope
from rag.assembly import assemble
from rag.marks import as_read
from rag.settings import Settings

SALLOWBY = """# Sallowby Parish Council

Minutes of the meeting held on 14 January 2025

## 7. Precept 2025/26

**RESOLVED:** That the precept for 2025/26 be set at £33,000.

## 8. Grants

| Group | Answer | Reason |
|---|---|---|
| Harbour Singers | Deferred | To be considered with the budget |
"""
KELPTON = """KELPTON ANNUAL GATHERING

Notes of the annual gathering held on Tuesday 6 May 2025 in the Reading Room

3. Finance. The Clerk said that the council had begun the year with £22,318. The precept for 2025/26 was £27,900.
"""


@pytest.fixture(scope="module")
def parishes(library_of):
    with assemble(Settings(library=library_of({"sallowby.md": SALLOWBY, "kelpton.txt": KELPTON}))) as opened:
        yield opened


def told(parishes, question: str) -> str:
    return " ".join(each.text for each in parishes.ask(question, scope=Scope.owner()).sentences)


@pytest.mark.parametrize(
    ("place", "own", "other"), [("Kelpton", "£27,900", "£33,000"), ("Sallowby", "£33,000", "£27,900")]
)
def test_the_papers_of_the_place_named_answer_and_those_of_another_do_not(parishes, place, own, other):
    answer = told(parishes, f"What was the {place} precept for 2025/26?")
    assert own in answer
    assert other not in answer


def test_words_are_shown_without_the_marks_and_cited_with_them(parishes):
    answer = parishes.ask("What was the Sallowby precept for 2025/26?", scope=Scope.owner())
    assert "*" not in answer.sentences[0].text
    cited = answer.citations[0]
    assert SALLOWBY[cited.start : cited.end].split() == cited.quote.split()


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("**RESOLVED:** That it be *noted*.", "RESOLVED: That it be noted."),
        ("**Decision: That it be noted.", "Decision: That it be noted."),
        ("That it be noted.**", "That it be noted."),
        ("| Harbour Singers | Deferred | Next year |", "Harbour Singers | Deferred | Next year"),
        ("5 * 3 boats at 2*4 m cost £5*", "5 * 3 boats at 2*4 m cost £5*"),
        ("The file lamps_2024_final.", "The file lamps_2024_final."),
    ],
)
def test_only_marks_are_left_out_of_a_quotation(quote, shown):
    assert as_read(quote) == shown
