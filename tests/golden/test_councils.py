"""Thirty questions over real council papers: the set itself, and how well the search finds its evidence.

The papers lie beside the project and may be absent; then these tests are skipped.
"""

from collections import Counter
from pathlib import Path

import pytest

from eval.golden import QuestionType, load_golden
from eval.run import run_over_papers
from ingest.readers.read import read
from rag.settings import Settings

GOLDEN = Path(__file__).with_name("councils.jsonl")
PAPERS = Path(__file__).parents[3] / "shared" / "papers"
FOLDERS = ("broomhill", "kingston")
QUESTIONS = load_golden(GOLDEN)
QUOTED = [
    pytest.param(evidence, id=f"{question.id}-{number}")
    for question in QUESTIONS
    for number, evidence in enumerate(question.evidence, start=1)
]
LONGEST_QUOTE = 40
LEAST_FOUND = 0.75
"""A floor that a fault would break; the figure itself stands in docs/benchmarks.md."""
ALLOWED_TYPES = {
    QuestionType.SINGLE_FACT,
    QuestionType.DECISION,
    QuestionType.ACTION,
    QuestionType.MULTI_EVIDENCE,
    QuestionType.CROSS_DOCUMENT,
    QuestionType.UNANSWERABLE,
}

needs_papers = pytest.mark.skipif(
    not all((PAPERS / folder).is_dir() for folder in FOLDERS),
    reason=f"the council papers are not in {PAPERS}",
)


def council_papers() -> list[Path]:
    """The papers of both councils, without the notes on where they come from: those tell the answers."""
    return sorted(
        path for folder in FOLDERS for path in (PAPERS / folder).iterdir() if path.name != "NOTE.md"
    )


@pytest.fixture(scope="module")
def words_of():
    """A function from a file name to the words that its reader gives, white space folded; each read once."""
    known: dict[str, str] = {}

    def words(document: str) -> str:
        if document not in known:
            path = next(each for each in council_papers() if each.name == document)
            known[document] = " ".join(read(path.read_bytes(), document).content.split())
        return known[document]

    return words


def test_there_are_thirty_questions_and_at_least_two_have_no_answer():
    assert len(QUESTIONS) == 30
    assert sum(not question.answerable for question in QUESTIONS) >= 2


def test_no_id_is_used_twice_and_no_question_is_asked_twice():
    assert max(Counter(question.id for question in QUESTIONS).values()) == 1
    assert max(Counter(question.question.lower() for question in QUESTIONS).values()) == 1


def test_every_allowed_type_is_asked_and_no_other():
    assert {question.type for question in QUESTIONS} == ALLOWED_TYPES


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_only_an_answerable_question_has_answers_nuggets_and_evidence(question):
    assert question.answerable == (question.type is not QuestionType.UNANSWERABLE)
    assert bool(question.answers) == question.answerable
    assert bool(question.vital_nuggets) == question.answerable
    assert bool(question.evidence) == question.answerable
    assert question.answerable or question.notes.startswith("Absent:")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_what_needs_two_passages_names_two_and_what_crosses_papers_names_two_papers(question):
    documents = {evidence.document for evidence in question.evidence}
    if question.type is QuestionType.MULTI_EVIDENCE:
        assert len(question.evidence) >= 2
    if question.type is QuestionType.CROSS_DOCUMENT:
        assert len(documents) >= 2


@pytest.mark.parametrize("evidence", QUOTED)
def test_a_quote_is_short_and_its_white_space_is_folded(evidence):
    assert len(evidence.quote.split()) < LONGEST_QUOTE
    assert evidence.quote == " ".join(evidence.quote.split())


@needs_papers
@pytest.mark.parametrize("evidence", QUOTED)
def test_a_quote_stands_word_for_word_in_the_text_that_the_reader_gives(evidence, words_of):
    assert evidence.quote in words_of(evidence.document)


@needs_papers
def test_the_search_finds_most_of_the_evidence_among_its_first_five_hits(tmp_path):
    summary = run_over_papers(GOLDEN, tmp_path / "run", council_papers(), Settings())
    found = summary.totals.metrics["evidence@5"]
    assert summary.n_errors == 0
    assert found.n == sum(question.answerable for question in QUESTIONS)
    assert found.value >= LEAST_FOUND
