"""Questions that only a name, an hour or the right count answers: it is quoted, or said not to be there."""

import pytest

from ingest.papers import Scope
from rag import wording
from rag.assembly import assemble
from rag.settings import Settings

MINUTES = """Minutes of the meeting of the Sallowby Harbour Committee held on Monday 3 March 2025 in the Hall

Present: Councillors A Pell (Chair), R Haddow and S Venn

1. Ferry fares

The Committee considered a report on the ferry fares. The Harbour Master said that nine members of the crew had asked \
for it.

Councillor Haddow moved as an amendment that the ferry fares stay as they were. This was seconded by Councillor Venn \
and carried.

2. Lamps on the quay

The Chair thanked Mr Orme for his letter about the lamps on the quay. There are fourteen lamps on the quay.

3. Dredging

The Chair told Mr Orme that the dredging of the inner basin would be looked at again in the spring.
"""


@pytest.fixture(scope="module")
def harbour(library_of):
    with assemble(Settings(library=library_of({"march.txt": MINUTES}))) as opened:
        yield opened


def asked(harbour, question):
    return harbour.ask(question, scope=Scope.owner())


def test_who_seconded_is_answered_with_the_sentence_that_names_them_and_what_it_leans_on(harbour):
    answer = asked(harbour, "Who seconded the amendment on the ferry fares?")
    assert answer.sentences[0].text == "This was seconded by Councillor Venn and carried."
    assert "Councillor Haddow moved" in answer.sentences[1].text
    assert len(answer.sentences) == 2


def test_who_is_in_the_chair_is_answered_from_the_list_of_those_present(harbour):
    answer = asked(harbour, "Who is the chair of the Harbour Committee?")
    assert [each.text for each in answer.sentences] == [
        "Present: Councillors A Pell (Chair), R Haddow and S Venn"
    ]


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Who moved the dredging of the inner basin?", "moved it"),
        ("Who is the treasurer of the Harbour Committee?", "is the treasurer"),
        ("Who was appointed to look after the dredging of the inner basin?", "was appointed"),
    ],
)
def test_where_nobody_is_named_in_the_part_the_answer_says_so(harbour, question, part):
    answer = asked(harbour, question)
    assert answer.status == "not_in_papers"
    assert answer.abstention.reason.endswith(wording.NOBODY_NAMED.format(part=part))


def test_a_count_is_answered_with_the_sentence_that_counts_the_thing(harbour):
    answer = asked(harbour, "How many lamps does the quay have?")
    assert [each.text for each in answer.sentences] == ["There are fourteen lamps on the quay."]


def test_where_only_something_else_is_counted_the_answer_says_so(harbour):
    answer = asked(harbour, "How many ferry fares does the crew have?")
    assert answer.status != "answered"
    assert not answer.sentences or wording.NOT_COUNTED.format(what="ferry fares") in answer.warnings


RAID = """Minutes of the meeting of the Averley Safety Panel held on Monday 3 March 2025 in the Hall

1. Operation Kestrel

The Superintendent said that 31 people had been arrested in Operation Kestrel. \
Nine of those charged have pleaded guilty.

2. Weir Lane

The survey on the crossing in Weir Lane had 550 replies. The fatal accident in Weir Lane was also spoken of.
"""


@pytest.fixture(scope="module")
def raid(library_of):
    with assemble(Settings(library=library_of({"raid.txt": RAID}))) as opened:
        yield opened


def test_people_are_counted_by_what_they_did(raid):
    arrested = asked(raid, "How many people were arrested in Operation Kestrel?")
    assert [each.text for each in arrested.sentences] == [
        "The Superintendent said that 31 people had been arrested in Operation Kestrel."
    ]
    convicted = asked(raid, "How many people were convicted in Operation Kestrel?")
    assert [each.text for each in convicted.sentences] == ["Nine of those charged have pleaded guilty."]


@pytest.mark.parametrize(
    "question",
    ["How many people died in Weir Lane?", "How many people were rescued in Operation Kestrel?"],
)
def test_a_figure_of_people_who_did_something_else_is_no_answer(raid, question):
    answer = asked(raid, question)
    assert answer.status == "not_in_papers"
    assert answer.abstention.nearest


GOVERNORS = """Quenby Infant School Governing Body

Minutes of the meeting held on Monday 12 May 2025 in the School

1. Election

Ruth Ansell was elected Vice Chair for one year.
"""


def test_an_office_of_the_governors_is_one_of_the_governing_body(library_of):
    with assemble(Settings(library=library_of({"may.txt": GOVERNORS}))) as school:
        assert "Ruth Ansell" in asked(school, "Who was elected vice chair of governors?").text
        assert not asked(school, "Who was elected vice chair of the museum?").answered
