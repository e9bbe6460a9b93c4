"""What a search finds, in which order, and for whom."""

import json
from datetime import date

import pytest

from ingest.papers import Access, Kind, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.index import open_index
from ingest.store.library import Library
from rag.assembly import Minutebook
from rag.briefings.briefing import BriefRequest
from rag.errors import BriefingError, QuestionError
from rag.question.query import Filters
from rag.settings import Settings

QUESTIONS = [
    "How many of the lamps in Mill Lane had failed?",
    "What was said about school crossing patrols?",
    "What did the Panel decide about the sale of the depot in Quay Street?",
    "Who offered to buy the depot and the street lighting store?",
    "What was offered for the lamps?",
    "ZEBRAWOOD Holdings",
    "QUINCELAMP Limited",
    "What does item 24 say?",
]


def test_hits_come_best_first_and_are_at_most_k(minutebook, owner):
    for question in QUESTIONS:
        hits = minutebook.search(question, scope=owner, k=5)
        assert 1 <= len(hits) <= 5
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_window_that_answers_comes_first(minutebook, owner):
    first = minutebook.search("How many volunteers watered the hanging baskets?", scope=owner)[0]
    assert first.document == "letter.txt"
    assert "6 volunteers" in first.text


def test_a_hit_gives_the_stored_words_at_its_offsets(minutebook, owner):
    for hit in minutebook.search("street lighting contract", scope=owner, k=20):
        stored = minutebook.library.text(owner, hit.record.paper_id)
        assert stored[hit.start : hit.end] == hit.text
        shown = hit.to_json()
        assert set(shown) == {"passage_id", "document", "label", "page", "text", "start", "end", "score"}
        assert shown["text"] == stored[shown["start"] : shown["end"]]
        assert hit.passage in hit.passages


def test_the_same_question_gives_the_same_hits(minutebook, owner):
    one, other = (minutebook.search(QUESTIONS[0], scope=owner) for _ in range(2))
    assert [hit.to_json() for hit in one] == [hit.to_json() for hit in other]


def test_filters_keep_other_papers_out(minutebook, owner):
    hits = minutebook.search(
        "street lighting", scope=owner, filters=Filters(body="Upper Tarn Safer Streets Panel")
    )
    assert {hit.document for hit in hits} <= {"upper-tarn-minutes.txt", "letter.txt"}
    hits = minutebook.search("street lighting", scope=owner, filters=Filters(kind=Kind.AGENDA))
    assert {hit.document for hit in hits} <= {"agenda-september.txt", "letter.txt"}
    filters = Filters(date_from=date(2025, 6, 1), date_to=date(2025, 6, 30))
    hits = minutebook.search("street lighting", scope=owner, filters=filters)
    assert {hit.document for hit in hits} <= {"minutes-june.txt", "report-june.txt", "letter.txt"}


def test_a_namesake_of_another_place_comes_after_the_body_that_is_named(minutebook, owner):
    hits = minutebook.search(
        "What did the Upper Tarn Safer Streets Panel decide about street lighting?", scope=owner
    )
    assert hits[0].document == "upper-tarn-minutes.txt"


def test_an_empty_question_is_refused_before_any_search(minutebook, owner):
    with pytest.raises(QuestionError):
        minutebook.search("  ", scope=owner)


def test_the_owner_finds_what_the_public_does_not(minutebook, owner, canaries):
    found = " ".join(
        hit.text for question in QUESTIONS for hit in minutebook.search(question, scope=owner, k=50)
    )
    for canary in canaries:
        assert canary in found


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_exempt_word_reaches_the_public_by_search_or_answer(minutebook, canaries, question):
    public = Scope.public()
    hits = minutebook.search(question, scope=public, k=200)
    answer = minutebook.ask(question, scope=public)
    shown = json.dumps([hit.to_json() for hit in hits]) + json.dumps(answer.to_json())
    shown += " ".join(hit.label + str(hit.record) + str(hit.passages) + str(hit.window) for hit in hits)
    shown += " ".join(str(hit) for hit in answer.hits)
    for canary in (*canaries, "exempt-report", "Sale of the depot"):
        if canary not in question:
            assert canary not in shown, canary
    assert {passage.access for hit in hits for passage in hit.passages} <= {Access.PUBLIC}


def test_counts_shown_to_the_public_are_of_public_words_only(minutebook, owner):
    question = "What does the swimming pool cost to heat?"
    public, whole = (
        minutebook.ask(question, scope=scope).abstention.reason for scope in (Scope.public(), owner)
    )
    assert public != whole
    assert str(minutebook.library.n_windows(Scope.public())) in public


def test_rarities_of_words_do_not_tell_the_public_of_exempt_papers(minutebook, library_folder):
    from rag.finding.retrieve import Retriever
    from rag.question.query import understand

    retriever = Retriever(minutebook.library, QueryEncoder())
    found = retriever.retrieve(understand("zebrawood unheardof", Filters(), ()), scope=Scope.public(), k=5)
    assert found.rarity["zebrawood"] == found.rarity["unheardof"]


@pytest.mark.parametrize(
    "wanted",
    [
        BriefRequest(topic="street lighting"),
        BriefRequest(topic="sale of the depot and the street lighting store"),
        BriefRequest(body="Tarnbridge Safer Streets Panel", meeting_date=date(2025, 3, 11)),
        BriefRequest(body="Tarnbridge Safer Streets Panel", meeting_date=date(2025, 9, 16)),
        BriefRequest(agenda="agenda-september.txt"),
        BriefRequest(agenda="exempt-report.txt"),
    ],
)
def test_no_exempt_word_reaches_the_public_by_briefing(minutebook, canaries, wanted):
    try:
        shown = json.dumps(minutebook.brief(wanted, scope=Scope.public()).to_json())
    except BriefingError as error:
        shown = str(error).replace("exempt-report.txt", "")
    for canary in (*canaries, "Sale of the depot"):
        assert canary not in shown


def test_a_scope_of_one_body_sees_only_that_body(minutebook):
    scope = Scope(frozenset(Access), frozenset({"Upper Tarn Safer Streets Panel"}), "member")
    documents = {hit.document for hit in minutebook.search("street lighting", scope=scope, k=100)}
    assert documents == {"upper-tarn-minutes.txt"}


def test_the_index_proposes_what_exact_search_finds(minutebook, library_folder, owner):
    library = Library.open(library_folder)
    index = open_index(library)
    settings = Settings(library=library_folder, index="chroma")
    with Minutebook(settings, library, QueryEncoder(), index, None) as indexed:
        for question in QUESTIONS[:3]:
            for scope in (owner, Scope.public()):
                exact = minutebook.search(question, scope=scope, k=5)
                near = indexed.search(question, scope=scope, k=5)
                assert [hit.passage_id for hit in near] == [hit.passage_id for hit in exact]


class CountingEncoder(QueryEncoder):
    """The encoder of questions, and what it was given at once."""

    def __init__(self) -> None:
        self.given: list[list[str]] = []

    def encode(self, texts):
        self.given.append(list(texts))
        return super().encode(texts)


def test_expected_questions_are_encoded_beside_the_one_whose_turn_it_is(library_folder, minutebook, owner):
    encoder = CountingEncoder()
    settings = Settings(library=library_folder)
    with Minutebook(settings, Library.open(library_folder), encoder, None, None) as ahead:
        for question in QUESTIONS[:3]:
            ahead.expect(f"  {question} ")
        found = [ahead.search(question, scope=owner, k=5) for question in QUESTIONS[:3]]
        ahead.expect(QUESTIONS[0])
        ahead.search(QUESTIONS[3], scope=owner, k=5)
    assert encoder.given == [QUESTIONS[:3], [QUESTIONS[3]]]
    for question, hits in zip(QUESTIONS, found, strict=False):
        alone = minutebook.search(question, scope=owner, k=5)
        assert [hit.to_json() for hit in hits] == [hit.to_json() for hit in alone]
