"""Whether a recommendation was followed is told in the words of the report and of the minutes, side by side."""

import pytest

from ingest.papers import Scope
from rag.assembly import assemble
from rag.recommended import asks_what_became
from rag.settings import Settings

REPORT = """Sallowby Harbour Committee

3 March 2025

Report of the Harbour Master

{title}

Recommendations

1. It is recommended that the Committee approves {what}.

2. {title} has been asked for by the fishermen since 2019. {title} would cost a little over a season's dues.
"""
MINUTES = """Minutes of the meeting of the Sallowby Harbour Committee held on 3 March 2025 in the Hall

1. Repair of the crane

The Committee considered the report of the Harbour Master on the repair of the crane.

RESOLVED: That the repair of the crane at a cost of \u00a34,200 be deferred to the meeting in June.

2. Painting of the lighthouse

The Committee considered the report of the Harbour Master on the painting of the lighthouse.

RESOLVED: That the painting of the lighthouse in red be approved.
"""
PAPERS = {
    "crane.txt": REPORT.format(
        title="Repair of the crane", what="the repair of the crane at a cost of \u00a34,200"
    ),
    "lighthouse.txt": REPORT.format(
        title="Painting of the lighthouse", what="the painting of the lighthouse in red"
    ),
    "moorings.txt": REPORT.format(
        title="Renewal of the moorings", what="the renewal of the moorings by divers"
    ).replace("3 March 2025", "2 June 2025"),
}


@pytest.fixture(scope="module")
def harbour(library_of):
    with assemble(Settings(library=library_of({**PAPERS, "minutes.txt": MINUTES}))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "decided", "became"),
    [
        (
            "Did the committee follow the Harbour Master's recommendation on the crane?",
            "be deferred to the meeting in June",
            "put off",
        ),
        (
            "Was the recommendation on painting the lighthouse accepted?",
            "in red be approved",
            "what was recommended was decided",
        ),
    ],
)
def test_the_recommendation_stands_before_what_was_decided(harbour, question, decided, became):
    answer = harbour.ask(question, scope=Scope.owner())
    recommendation, decision = answer.sentences
    assert "recommended" in recommendation.text.lower()
    assert decided in decision.text
    assert [each.document for each in answer.citations][1] == "minutes.txt"
    assert became in answer.warnings[0]


def test_without_minutes_of_its_meeting_no_outcome_is_told(harbour):
    answer = harbour.ask("Was the recommendation on the moorings accepted?", scope=Scope.owner())
    assert not [each for each in answer.warnings if "compared by their words" in each]


@pytest.mark.parametrize(
    "question",
    [
        "Were the officers' recommendations adopted?",
        "Is what was approved the same as what officers recommended?",
        "Did the panel go against the advice of officers?",
    ],
)
def test_questions_on_what_became_of_a_recommendation_are_known(question):
    assert asks_what_became(question)


@pytest.mark.parametrize(
    "question", ["What did the panel recommend on the precept?", "What was decided about the precept?"]
)
def test_other_questions_are_not_taken_for_them(question):
    assert not asks_what_became(question)
