"""Whether a recommendation was followed is told in the words of the report and of the minutes, side by side."""

import pytest

from ingest.papers import Scope
from rag import wording
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


QUAY_REPORT = """Sallowby Harbour Committee

3 March 2025

Report of the Harbour Master

Cameras on the quay

Proposal

1. The lamps at the slipway and the steps would close.

Recommendations

2. It is recommended that the Committee add two cameras at the fish market at a cost of \u00a37,900.
"""
QUAY_MINUTES = """Minutes of the meeting of the Sallowby Harbour Committee held on 3 March 2025 in the Hall

1. Cameras on the quay

The Harbour Master spoke.

RESOLVED:

(a) That none be put up until the assessment has been made again; and

(b) That the Harbour Master report in June.

2. Fish market

RESOLVED: That the Committee does not at present endorse the closure of the lamps at the quay, the mole, the slipway \
and the steps.
"""


def test_what_was_decided_in_quite_other_words_is_told_with_what_was_recommended(library_of):
    papers = {"report.txt": QUAY_REPORT, "minutes.txt": QUAY_MINUTES.partition("2. Fish")[0]}
    with assemble(Settings(library=library_of(papers))) as opened:
        answer = opened.ask(
            "What did the committee decide about cameras at the fish market?", scope=Scope.owner()
        )
    assert answer.sentences[0].text.startswith("Resolved: That none be put up")
    assert answer.sentences[-1].text.startswith("Recommended:") or "recommended" in answer.sentences[-1].text
    assert wording.ON_ITEM in answer.warnings


def test_what_a_report_proposes_is_not_told_among_decisions(library_of):
    with assemble(
        Settings(library=library_of({"report.txt": QUAY_REPORT, "minutes.txt": QUAY_MINUTES}))
    ) as opened:
        answer = opened.ask(
            "Has the committee agreed to close the lamps at the slipway?", scope=Scope.owner()
        )
    assert "does not at present endorse" in answer.sentences[0].text
    assert "would close" not in answer.text


@pytest.mark.parametrize(
    ("item", "decision"),
    [
        ("Hydrants", "That the decision on hydrants be deferred to June"),
        ("Programme of meetings", "That the committee meet on the first Monday of each month"),
        ("Any other business", "That the recommendations be approved"),
    ],
)
def test_a_decision_on_another_item_is_not_what_became_of_a_recommendation(library_of, item, decision):
    report = QUAY_REPORT.replace("Cameras on the quay", "Eel trapping programme").replace(
        "add two cameras at the fish market", "trap 300 eels a year"
    )
    minutes = (
        f"{QUAY_MINUTES.partition('1. Cameras')[0]}1. {item}\n\nThe Clerk spoke.\n\nRESOLVED: {decision}.\n"
    )
    with assemble(Settings(library=library_of({"report.txt": report, "minutes.txt": minutes}))) as opened:
        answer = opened.ask("Did the committee agree to trap 300 eels a year?", scope=Scope.owner())
    assert answer.status == "partial"
    assert decision not in answer.text
    assert wording.PROPOSED_ONLY in answer.warnings


def test_where_not_all_on_the_item_is_told_that_is_said_and_what_is_nearest_is_among_it(library_of):
    long = "That the {what} be mended, painted, counted, listed and looked after by the wardens in turn, " * 6
    entries = [
        f"({letter}) {long.format(what=what)}"
        for letter, what in zip("abc", ("mole", "steps", "ropes"), strict=True)
    ]
    entries.append("(d) That no lens be bought for the fish hall.")
    minutes = QUAY_MINUTES.partition("(a)")[0] + "\n\n".join(entries) + "\n"
    with assemble(
        Settings(library=library_of({"report.txt": QUAY_REPORT, "minutes.txt": minutes}))
    ) as opened:
        answer = opened.ask(
            "What did the committee decide about cameras at the fish market?", scope=Scope.owner()
        )
    assert "no lens be bought" in answer.text
    assert wording.SOME_ON_ITEM in answer.warnings


@pytest.mark.parametrize(
    "question",
    ["Will two cameras be added at the fish market?", "Have cameras been added at the fish market?"],
)
def test_whether_something_is_so_is_not_answered_with_a_recommendation_alone(library_of, question):
    papers = {"report.txt": QUAY_REPORT, "minutes.txt": QUAY_MINUTES.partition("2. Fish")[0]}
    with assemble(Settings(library=library_of(papers))) as opened:
        answer = opened.ask(question, scope=Scope.owner())
    assert answer.sentences[0].text.startswith("Resolved: That none be put up")


def test_a_recommendation_on_which_no_minutes_decide_is_said_to_be_one(harbour):
    answer = harbour.ask("Are the moorings being renewed by divers?", scope=Scope.owner())
    assert answer.status == "partial"
    assert wording.PROPOSED_ONLY in answer.warnings


def test_a_decision_that_was_put_right_later_is_told_with_the_correction(library_of):
    later = MINUTES.partition("1. Repair")[0].replace("3 March 2025", "2 June 2025") + (
        "1. Minutes\n\nThe minutes of the meeting of 3 March 2025 were amended from \u2018in red\u2019 to \u2018in "
        "white\u2019 in minute 2, and signed.\n"
    )
    with assemble(
        Settings(library=library_of({**PAPERS, "minutes.txt": MINUTES, "later.txt": later}))
    ) as opened:
        answer = opened.ask(
            "Was the recommendation on painting the lighthouse accepted?", scope=Scope.owner()
        )
    told = [each.text for each in answer.sentences]
    assert "in red be approved" in told[1]
    assert told[2].startswith(wording.PUT_RIGHT)
