"""What a paper decides, promises, recommends, asks for, passes on and puts right, read from its own words."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.papers import Access, Kind, Passage, Role, Span
from ingest.structure.ledger import ledger_of
from ingest.structure.ledger_entries import Act, EntryKind, LedgerEntry

MINUTES = (
    "Minutes of the meeting of the Harrow Safer Streets Panel held on Tuesday 11 March 2025\n\n"
    "Present: Councillor A. Lindqvist (Chair)\n\n21. Street lighting in Mill Lane\n\n"
)
REPORT = (
    "HARROW SAFER STREETS PANEL\n\n11 March 2025\n\nReport of the Street Works Manager\n\n"
    "Repairs of pavements in Castle Street and Mill Lane\n\n"
)


class Read:
    """The entries of a text, with their words as they stand in it."""

    def __init__(self, content: str, entries: list[LedgerEntry]) -> None:
        self.content = content
        self.entries = entries

    def words(self, span: Span | None) -> str | None:
        return None if span is None else " ".join(self.content[span.start : span.end].split())

    def only(self) -> LedgerEntry:
        (entry,) = self.entries
        return entry

    def of(self, kind: EntryKind) -> list[str]:
        return [self.words(each.span) or "" for each in self.entries if each.kind is kind]


@pytest.fixture
def ledger(paper_of) -> Callable[[str], Read]:
    def read(text: str) -> Read:
        paper = paper_of(text)
        content = paper.text.content
        return Read(content, ledger_of(paper.facts.kind.value, paper.passages, content))

    return read


@pytest.mark.parametrize(
    ("sentence", "owner", "due"),
    [
        (
            "The Manager undertook to bring a timetable to the next meeting.",
            "The Manager",
            "to the next meeting",
        ),
        ("The Clerk offered to send the survey to members.", "The Clerk", None),
        ("It was agreed that the costs would be provided to members after the meeting.", None, "after the meeting"),
        ("Councillor Okonjo would write to the mayor by the end of April.", "Councillor Okonjo", "by the end of April"),
        ("The Engineer did not know and would confirm the figure in June 2025.", "The Engineer", "in June 2025"),
        ("The Treasurer said that she would withhold the last payment.", "The Treasurer", None),
        ("The question was sent to the Chief Engineer, who would reply to the resident.", "the Chief Engineer", None),
        ("A note on the cost would be circulated to members within two weeks.", None, "within two weeks"),
        ("Action: BR to ask for prices by 4 May 2025.", "BR", "by 4 May 2025"),
        ("Action (BR): ask for prices.", "BR", None),
        ("LRMcC will relay the concerns of residents.", "LRMcC", None),
    ],
)  # fmt: skip
def test_a_promise_is_read_with_who_owes_it_and_when(ledger, sentence, owner, due):
    read = ledger(f"{MINUTES}{sentence}\n")
    entry = read.only()
    assert entry.kind is EntryKind.COMMITMENT
    assert (read.words(entry.owner), read.words(entry.due)) == (owner, due)


@pytest.mark.parametrize(
    "sentence",
    [
        "A member asked whether the Manager would report on the lamps.",
        "It was hoped that the contractor would provide better lamps.",
        "The Manager explained that a cost would come back every year.",
        "The Panel noted that the lamps were old.",
        "It was agreed by all present that Mill Lane and Castle Street are different.",
        "Councillor Okonjo asked how many lamps had failed.",
        "The Manager had agreed to send the figures long ago.",
        "Councillor Okonjo asked that his vote against be recorded.",
        "The strategy would bring the streets together.",
        "There were no public questions.",
    ],
)
def test_what_promises_nothing_is_no_entry(ledger, sentence):
    assert ledger(f"{MINUTES}{sentence}\n").entries == []


@pytest.mark.parametrize(
    ("clause", "kind", "act"),
    [
        ("That the report be noted.", EntryKind.DECISION, Act.NOTED),
        ("That the scheme be approved, subject to a second survey.", EntryKind.DECISION, Act.APPROVED),
        ("That the matter be deferred to the meeting in May 2025.", EntryKind.DECISION, Act.DEFERRED),
        ("That the Panel does not endorse the closure of the lane.", EntryKind.DECISION, Act.REFUSED),
        ("That Councillor B. Okonjo be elected Chair.", EntryKind.DECISION, Act.APPOINTED),
        ("That the officers be thanked for their work.", EntryKind.DECISION, Act.THANKED),
        ("That the Manager be asked to report on the lamps.", EntryKind.COMMITMENT, Act.REQUESTED),
        ("That the Clerk write to the bus company.", EntryKind.COMMITMENT, Act.AGREED),
        ("That a report be brought back to the Panel in June 2025.", EntryKind.COMMITMENT, Act.AGREED),
        ("That the proposal be referred to the Planning Committee.", EntryKind.REFERRAL, Act.REFERRED),
        (
            "That the minutes of 4 February 2025 be signed, subject to the time being amended to 7 pm.",
            EntryKind.CORRECTION,
            Act.CORRECTED,
        ),
    ],
)
def test_a_resolution_is_what_its_verb_says(ledger, clause, kind, act):
    entry = ledger(f"{MINUTES}The Panel talked about the lamps.\n\nRESOLVED:\n\n{clause}\n").only()
    assert (entry.kind, entry.act) == (kind, act)


def test_a_resolution_that_does_two_things_is_two_entries(ledger):
    read = ledger(f"{MINUTES}RESOLVED that the report be noted and that the Clerk send it to the county.\n")
    assert [each.kind for each in read.entries] == [EntryKind.DECISION, EntryKind.COMMITMENT]
    assert read.words(read.entries[1].owner) == "the Clerk"


def test_a_condition_is_kept_as_printed(ledger):
    read = ledger(f"{MINUTES}RESOLVED: That the scheme be approved, subject to a second survey.\n")
    assert read.words(read.only().condition) == "subject to a second survey"


def test_a_promise_with_a_list_is_one_entry_for_each_of_its_points(ledger):
    read = ledger(
        f"{MINUTES}(i) The Manager offered to provide the following to members after the meeting:\n\n"
        "- The price of the lamps\n\n- A map of Mill Lane\n"
    )
    assert read.of(EntryKind.COMMITMENT) == ["The price of the lamps", "A map of Mill Lane"]
    assert {read.words(each.owner) for each in read.entries} == {"The Manager"}
    assert {read.words(each.due) for each in read.entries} == {"after the meeting"}


def test_a_pronoun_is_read_back_to_the_sentence_before_and_told_as_inferred(ledger):
    read = ledger(f"{MINUTES}Inspector Vane had no figures with him. He would e-mail them to members.\n")
    entry = read.only()
    assert (read.words(entry.owner), entry.is_owner_inferred) == ("Inspector Vane", True)


def test_a_request_that_is_granted_in_the_next_sentence_is_a_promise(ledger):
    read = ledger(
        f"{MINUTES}Members asked that the count be told to each meeting. The Manager agreed to this.\n"
    )
    entry = read.only()
    assert (entry.kind, read.words(entry.owner)) == (EntryKind.COMMITMENT, "The Manager")


def test_a_request_that_nobody_answers_stays_a_request(ledger):
    read = ledger(f"{MINUTES}A member asked the Manager to look at the lamps in Castle Street.\n")
    entry = read.only()
    assert (entry.kind, read.words(entry.actor), read.words(entry.owner)) == (
        EntryKind.REQUEST,
        "A member",
        "the Manager",
    )


def test_what_the_discussion_says_and_the_resolution_says_again_is_one_entry(ledger):
    read = ledger(
        f"{MINUTES}The Manager agreed to look at the lamps in Castle Street and report back.\n\nRESOLVED:\n\n"
        "That the Manager look at the lamps in Castle Street and report back to the Panel.\n"
    )
    (words,) = read.of(EntryKind.COMMITMENT)
    assert words.startswith("That the Manager")


def test_resolutions_that_differ_in_a_figure_alone_are_two(ledger):
    grant = "That a grant to the village hall for the mending of its roof, doors and windows be approved at \u00a3{sum}"
    read = ledger(f"{MINUTES}RESOLVED:\n\n(a) {grant.format(sum=100)}; and\n\n(b) {grant.format(sum=200)}.\n")
    assert len(read.of(EntryKind.DECISION)) == 2


def test_two_promises_in_one_resolution_are_two_entries(ledger):
    read = ledger(
        f"{MINUTES}RESOLVED:\n\n(a) That the Manager be requested to provide a report on lamps in Mill Lane.\n\n"
        "(b) That the Manager be requested to provide a report for a  ...  view the full minutes text for item 21.\n"
    )
    assert len(read.of(EntryKind.COMMITMENT)) == 2


def test_a_report_recommends_and_decides_nothing(ledger):
    read = ledger(
        f"{REPORT}Recommendations\n\n1. It is recommended that the Panel:\n\n(a) approves the repairs;\n\n"
        "(b) the closure of Castle Street in May.\n\nBackground\n\n2. The Panel agreed to look at this in 2024.\n"
    )
    assert read.of(EntryKind.RECOMMENDATION) == [
        "approves the repairs;",
        "the closure of Castle Street in May.",
    ]
    assert len(read.entries) == 2


def test_a_recommendation_that_a_report_repeats_at_its_end_is_one_entry(ledger):
    read = ledger(
        f"{REPORT}Recommendation\n\n1. That the Panel agree to repair the pavement in Castle Street first.\n\n"
        "Background\n\n2. Repairs would cost about 41,000 pounds.\n\nRecommendation\n\n"
        "3. That the Panel agree to repair the pavement in Castle Street first.\n"
    )
    assert len(read.entries) == 1


@pytest.mark.parametrize(
    ("status", "is_owed"),
    [
        ("Complete", False),
        ("Done 12/12", False),
        ("Completed in part", True),
        ("Done 60%", True),
        ("Not done", True),
    ],
)
def test_an_action_that_its_row_says_is_done_is_owed_no_more(status: str, is_owed: bool):
    head = "Action | Owner | Due | Status"
    content = f"{head}\nUpdate the site | Clerk | 4 May 2025 | {status}"
    passages = [
        Passage(0, Span(0, len(head)), Role.DISCUSSION),
        Passage(1, Span(len(head) + 1, len(content)), Role.DISCUSSION, context=(Span(0, len(head)),)),
    ]
    entries = ledger_of(Kind.MINUTES, passages, content)
    assert bool(Read(content, entries).of(EntryKind.COMMITMENT)) is is_owed


def test_the_rows_of_an_action_table_are_promises():
    content = "Action | Owner | Due\nAsk for prices | BR | 4 May 2025\nBring a map |  | June"
    lines, start = [], 0
    for line in content.split("\n"):
        lines.append(Span(start, start + len(line)))
        start += len(line) + 1
    passages = [
        Passage(number, span, Role.DISCUSSION, context=lines[:1] if number else ())
        for number, span in enumerate(lines)
    ]
    entries = ledger_of(Kind.MINUTES, passages, content)
    read = Read(content, entries)
    assert read.of(EntryKind.COMMITMENT) == ["Ask for prices", "Bring a map"]
    assert [(read.words(each.owner), read.words(each.due)) for each in entries] == [
        ("BR", "4 May 2025"),
        (None, "June"),
    ]


def test_an_exempt_resolution_does_not_take_the_place_of_what_all_may_read():
    said = "The Clerk agreed to write to the county."
    resolved = "That the Clerk write to the county."
    content = f"{said}\n{resolved}"
    passages = [
        Passage(0, Span(0, len(said)), Role.DISCUSSION, access=Access.PUBLIC),
        Passage(1, Span(len(said) + 1, len(content)), Role.RESOLUTION, access=Access.EXEMPT),
    ]
    assert [entry.ordinal for entry in ledger_of(Kind.MINUTES, passages, content)] == [0, 1]


WORDS = st.lists(
    st.sampled_from(
        "The Clerk agreed to report | Action : that it was and be asked would RESOLVED (a) - ; the Panel by May "
        "2025 who noted minutes amended . \n \u2019 \u00a0".split(" ")
    ),
    max_size=60,
)


@given(WORDS, st.sampled_from(list(Kind)), st.sampled_from(list(Role)))
def test_every_part_of_an_entry_lies_in_the_text_whatever_it_is(pieces, kind, role):
    content = " ".join(pieces)
    passage = Passage(0, Span(0, len(content)), role)
    for entry in ledger_of(kind, [passage], content):
        assert content[entry.span.start : entry.span.end].strip()
        for part in (entry.span, entry.actor, entry.owner, entry.addressee, entry.due, entry.condition):
            assert part is None or passage.span.holds(part)


def test_what_a_thing_would_cost_is_no_promise(ledger):
    read = ledger(
        f"{MINUTES}The Manager said the trial would cost \u00a3340,000, and would cost some 20 jobs.\n"
    )
    assert not read.of(EntryKind.COMMITMENT)
    assert ledger(f"{MINUTES}The Manager would cost the two options.\n").of(EntryKind.COMMITMENT)


@pytest.mark.parametrize(
    "lead", ["RESOLVED TE24/31 That the Panel:", "RESOLVED that the Panel", "**RESOLVED 24/31** That:"]
)
def test_what_only_leads_in_to_a_list_is_no_decision(ledger, lead):
    read = ledger(f"{MINUTES}{lead}\n\n(a) approve the lamps; and\n\n(b) refuse the benches.\n")
    assert read.of(EntryKind.DECISION) == ["approve the lamps; and", "refuse the benches."]


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("After discussion it was **agreed** to accept the quotation for lamps.", EntryKind.DECISION),
        ("It was *unanimously* **resolved** that the lamps be painted green.", EntryKind.DECISION),
        ("**Action:** Ada Ames to send the survey to members by 1 May 2025.", EntryKind.COMMITMENT),
        ("The Clerk **undertook** to send the survey to members.", EntryKind.COMMITMENT),
    ],
)
def test_words_in_bold_are_read_as_plain_and_quoted_as_printed(ledger, printed, kind):
    entry = ledger(f"{MINUTES}{printed}\n").only()
    plain = ledger(f"{MINUTES}{printed.replace('*', '')}\n").only()
    assert (entry.kind, entry.act) == (kind, plain.act)
    assert ledger(f"{MINUTES}{printed}\n").of(kind) == [printed]


def test_the_owner_of_an_action_in_bold_is_who_it_names(ledger):
    found = ledger(f"{MINUTES}**Action:** Ada Ames to send the survey to members by 1 May 2025.\n")
    assert found.words(found.only().owner) == "Ada Ames"
    assert found.words(found.only().due) == "by 1 May 2025"
