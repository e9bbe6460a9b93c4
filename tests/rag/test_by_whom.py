"""Who voted how, and what one person said: answered from what tells just that, or said not to be in the papers."""

import pytest

from ingest.papers import Scope
from rag import wording
from rag.assembly import assemble
from rag.settings import Settings

FERRY = """Minutes of the meeting of the Sallowby Harbour Committee held on Monday 3 March 2025 in the Hall

Present: Councillors A Pell (Chair), R Haddow and S Venn; Mr T Orme (Clerk)

Apologies: Councillor Lisbet Tansy

1. Ferry fares

The Committee considered a report on the ferry fares.

(i) Councillor Haddow said that the ferry fares had been too high for years. She wished to know what a season ticket \
would cost.

(ii) In reply to Councillor Venn, the Clerk said that a season ticket would come to \u00a390. The Chair thanked \
him for his answer.

On being put to the vote, two members were in favour of the new ferry fares and one was against.

RESOLVED: That the new ferry fares be approved.

2. Lamps on the quay

(i) Councillor Venn asked when the lamps on the quay would be mended. The Clerk had two quotations for the \
lamps.

RESOLVED:

(a) That the lamps on the quay be mended; and

(b) That the cost be met from reserves.

Councillor Venn asked that his vote against (b) be recorded.

3. Moorings

The motion that the moorings be let was lost. For: Councillors Haddow and Pell. Against: Councillor Venn and Mr Orme. \
The Chair did not use her casting vote.
"""
PIER = """Minutes of the meeting of the Quenby Pier Trust held on Tuesday 4 March 2025 in the Library

Present: Ann Lorimer (AL, Treasurer), Bede Marsh (BM) and Cuthbert Noakes (CN)

1. Railings

AL advised that the railings on the pier were rusty. The insurers had been told. BM asked about paint for the railings.

2. Accounts

The Treasurer said that the accounts of the pier had been audited.
"""


@pytest.fixture(scope="module")
def harbour(library_of):
    with assemble(Settings(library=library_of({"harbour.txt": FERRY, "pier.txt": PIER}))) as opened:
        yield opened


def asked(harbour, question):
    return harbour.ask(question, scope=Scope.owner())


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            "Who voted against the lamps on the quay?",
            "Councillor Venn asked that his vote against (b) be recorded.",
        ),
        (
            "Did Councillor Venn vote for the lamps?",
            "Councillor Venn asked that his vote against (b) be recorded.",
        ),
        ("Who voted for the moorings?", "For: Councillors Haddow and Pell."),
        ("How did Mr Orme vote on the moorings?", "Against: Councillor Venn and Mr Orme."),
    ],
)
def test_a_vote_that_is_recorded_by_name_is_answered_with_that_record(harbour, question, sentence):
    answer = asked(harbour, question)
    assert answer.status == "answered"
    assert sentence in [each.text for each in answer.sentences]


def test_the_decision_that_a_recorded_vote_names_is_told_with_it(harbour):
    answer = asked(harbour, "Who voted against the lamps on the quay?")
    assert [each.quote for each in answer.citations] == [
        "Councillor Venn asked that his vote against (b) be recorded.",
        "That the cost be met from reserves.",
    ]


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("Who voted against the ferry fares?", "who voted against it"),
        ("Which councillors voted for the ferry fares?", "who voted for it"),
        ("Who abstained on the moorings?", "who abstained"),
        ("How did Councillor Haddow vote on the ferry fares?", "how Councillor Haddow voted on it"),
        ("How did Councillor Haddow vote on the lamps?", "how Councillor Haddow voted on it"),
    ],
)
def test_a_decision_or_a_count_of_votes_does_not_tell_who(harbour, question, what):
    answer = asked(harbour, question)
    assert answer.status == "not_in_papers"
    assert answer.abstention.reason.endswith(wording.NO_VOTE_BY_NAME.format(what=what))
    assert answer.abstention.nearest


def test_how_many_voted_is_answered_with_the_count(harbour):
    answer = asked(harbour, "How many members voted against the new ferry fares?")
    assert "one was against" in answer.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "What did Councillor Haddow say about the ferry fares?",
            {
                "Councillor Haddow said that the ferry fares had been too high for years.",
                "She wished to know what a season ticket would cost.",
            },
        ),
        (
            "What did Councillor Venn say about the lamps?",
            {
                "Councillor Venn asked when the lamps on the quay would be mended.",
                "Councillor Venn asked that his vote against (b) be recorded.",
                "Resolved: That the cost be met from reserves.",
            },
        ),
        (
            "What did the Clerk say about a season ticket?",
            {"In reply to Councillor Venn, the Clerk said that a season ticket would come to \u00a390."},
        ),
        (
            "What did Mr Orme say about a season ticket?",
            {"In reply to Councillor Venn, the Clerk said that a season ticket would come to \u00a390."},
        ),
        (
            "What did Ann Lorimer say about the railings?",
            {"AL advised that the railings on the pier were rusty.", "The insurers had been told."},
        ),
        (
            "What did Lorimer say about the accounts?",
            {"The Treasurer said that the accounts of the pier had been audited."},
        ),
    ],
)
def test_only_what_the_papers_give_as_the_persons_words_is_told(harbour, question, told):
    answer = asked(harbour, question)
    assert answer.status == "answered"
    assert answer.sentences[0].text in told
    assert {each.text for each in answer.sentences} <= told


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("What did Councillor Venn say about a season ticket?", "Councillor Venn"),
        ("What did Councillor Haddow say about the lamps on the quay?", "Councillor Haddow"),
        ("What did Councillor Tansy say about the ferry fares?", "Councillor Tansy"),
        ("What did the Clerk say about the moorings?", "the Clerk"),
        ("What did Noakes say about the railings?", "Noakes"),
    ],
)
def test_where_the_person_said_nothing_on_it_the_answer_says_so(harbour, question, who):
    answer = asked(harbour, question)
    assert answer.status == "not_in_papers"
    assert answer.abstention.reason.endswith(wording.NOT_SAID_BY.format(who=who))


def test_what_a_body_said_is_asked_of_no_person(harbour):
    assert asked(harbour, "What did the Committee say about the ferry fares?").status == "answered"


def test_a_record_word_for_word_names_the_speaker_once_and_goes_on(library_of) -> None:
    text = (
        "Record of the hearing\n\n[1] Gwen Mallory AM: I will begin with the harbour ferry and where it stands. "
        "Members will have seen the figures that were sent round last week, and I thank the officers who have put them "
        "together. I should like to take them in turn, and I will gladly take questions at the end of each.\n\n"
        "The ferry lost a third of its passengers in the winter because the landing stage was closed.\n\n"
        "Next year the landing stage will be open again, and the fares will not change.\n\n"
        "[2] Owain Tull: Thank you. I have a question on the school buses.\n"
    )
    with assemble(Settings(library=library_of({"hearing.txt": text}))) as opened:
        said = opened.ask("What did Gwen Mallory say about the loss of passengers?", scope=Scope.owner())
        nobody = opened.ask("What did Mr Brandreth say about the loss of passengers?", scope=Scope.owner())
    assert "lost a third of its passengers" in said.text
    assert nobody.status == "not_in_papers"


REPORTS = """Minutes of the Oddington Hill Community Council held on {day} in the School

1. Welcome

The Chair welcomed everybody.

2. Reports

(a) Chair No news to report.

(b) Secretary & Correspondence A letter came about {letter}.

(c) Vice Chair and Treasurer: There is \u00a3{sum} in the account.
"""


@pytest.fixture(scope="module")
def reports(library_of):
    june = REPORTS.format(day="Tuesday 10 June 2025", letter="the felled elm", sum="2,110")
    august = REPORTS.format(day="Tuesday 12 August 2025", letter="the bus shelter", sum="1,940")
    with assemble(Settings(library=library_of({"june.txt": june, "august.txt": august}))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What did the treasurer report?", {"2,110", "1,940"}),
        ("What did the treasurer report in June 2025?", {"2,110"}),
        ("What did the treasurer report in June and August 2025?", {"2,110", "1,940"}),
        ("What did the secretary say in August 2025?", {"bus shelter"}),
    ],
)
def test_a_report_headed_by_an_office_is_its_words_and_those_of_the_time_asked_about_alone(
    reports, question, told
):
    answer = asked(reports, question)
    assert answer.status == "answered"
    said = {words for words in ("2,110", "1,940", "felled elm", "bus shelter") if words in answer.text}
    assert said == told


def test_words_of_another_time_are_told_as_such(reports):
    answer = asked(reports, "What did the treasurer report in July 2025?")
    assert wording.OF_ANOTHER_TIME in answer.warnings


LETTER = """Minutes of the meeting of the Quenby Pier Trust held on Tuesday 6 May 2025 in the Library

1. Correspondence

Letter to the Treasurer:

- We object to the closure of the slot machines.

- Nobody asked the showmen.
"""


def test_what_is_said_to_somebody_is_none_of_their_words(library_of) -> None:
    with assemble(Settings(library=library_of({"letter.txt": LETTER}))) as opened:
        answer = opened.ask(
            "What did the Treasurer say about the closure of the slot machines?", scope=Scope.owner()
        )
    assert answer.status == "not_in_papers"


MOTIONS = """Minutes of the meeting of the Quenby Pier Trust held on Tuesday 1 July 2025 in the Library

1. Sunday opening of the pier

Moved Ann Lorimer, seconded Bede Marsh: That the pier be open on Sundays.

For: Lorimer, Marsh. Against: Noakes, Pell, Orme.

The motion was lost.

2. Deckchairs on the pier

Moved Cuthbert Noakes, seconded Ann Lorimer: That forty deckchairs be bought for the pier.

For: Noakes, Lorimer, Pell. Against: Marsh.

The motion was carried.

3. Kiosk

Mrs Olive Trask wrote that she opposed the kiosk on the promenade.
"""


@pytest.fixture(scope="module")
def trust(library_of):
    with assemble(Settings(library=library_of({"july.txt": MOTIONS}))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "record"),
    [
        ("Who opposed the Sunday opening of the pier?", "Against: Noakes, Pell, Orme"),
        ("Who was against the deckchairs on the pier?", "Against: Marsh"),
        ("Who supported the deckchairs on the pier?", "For: Noakes, Lorimer, Pell"),
    ],
)
def test_who_opposed_it_is_told_by_the_recorded_votes(trust, question, record):
    answer = asked(trust, question)
    assert answer.answered
    assert record in answer.text


def test_who_opposed_what_was_never_voted_on_is_told_by_what_they_said(trust):
    assert "Olive Trask" in asked(trust, "Who opposed the kiosk on the promenade?").text


@pytest.mark.parametrize(
    ("question", "motion", "outcome"),
    [
        ("What happened to Ann Lorimer's motion?", "open on Sundays", "lost"),
        ("What became of Cuthbert Noakes's motion on deckchairs?", "forty deckchairs", "Resolved"),
    ],
)
def test_what_became_of_somebodys_motion_is_told_with_its_words_and_how_it_went(
    trust, question, motion, outcome
):
    answer = asked(trust, question)
    assert motion in answer.text
    assert outcome in answer.text
    other = {"open on Sundays", "forty deckchairs"} - {motion}
    assert not any(words in answer.text for words in other)
