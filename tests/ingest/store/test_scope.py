"""A canary in an exempt passage, looked for behind every read."""

from dataclasses import replace
from datetime import date

import pytest

from ingest.papers import Access, Kind, Origin, Scope, Span, Stated
from ingest.store.library import Library
from ingest.store.records import PaperNotFound, Selection, WordsNotFound
from ingest.structure.body_names import IN_OPENING, is_certain

CANARY = "wolverhollow"
PUBLIC, OWNER = Scope.public(), Scope.owner()


@pytest.fixture
def mixed(library, new_paper, store) -> tuple[Library, str]:
    lines = [
        "The Panel agreed to repair the quay.",
        f"The tender of {CANARY} was the lowest.",
        "The next meeting is in May.",
        "The minutes were signed.",
    ]
    return library, store(library, new_paper(lines, exempt=(1,))).paper_id


def everything(library: Library, scope: Scope, paper_id: str) -> str:
    windows = range(1, 50)
    reads = [
        library.papers(scope),
        library.paper(scope, paper_id),
        library.bodies(scope),
        library.meetings(scope),
        library.pages(scope, paper_id),
        library.text(scope, paper_id),
        library.passages(scope, paper_id),
        library.passages_in(scope, windows),
        library.windows(scope, windows),
        library.windows_of(scope, paper_id),
    ]
    return repr(reads)


class TestTheCanary:
    def test_the_owner_sees_it(self, mixed):
        assert CANARY in everything(mixed[0], OWNER, mixed[1])

    def test_nobody_else_does(self, mixed):
        library, paper_id = mixed
        assert CANARY not in everything(library, PUBLIC, paper_id)
        assert library.text(PUBLIC, paper_id) is None
        assert library.paper(PUBLIC, paper_id).n_passages == 3

    def test_it_can_not_be_counted_or_searched(self, mixed):
        library, _ = mixed
        assert library.lexical(PUBLIC, [CANARY]) == []
        assert library.document_frequency(PUBLIC, [CANARY]) == {CANARY: 0}
        assert library.document_frequency(OWNER, [CANARY]) == {CANARY: 1}
        assert library.n_windows(PUBLIC) == library.n_windows(OWNER) - 1
        assert len(library.vectors(PUBLIC)) == len(library.vectors(OWNER)) - 1

    def test_scores_do_not_tell_that_it_is_there(self, mixed, new_paper, store):
        library, _ = mixed
        before = library.lexical(PUBLIC, ["quay", "panel"])
        hidden = new_paper(["The quay of the Panel."] * 5, access=Access.EXEMPT, title="Quay", body="Quay")
        store(library, hidden, source="/papers/hidden.txt")
        assert library.lexical(PUBLIC, ["quay", "panel"]) == before

    def test_a_quote_may_not_touch_it(self, mixed):
        library, paper_id = mixed
        content = library.text(OWNER, paper_id)
        at = content.index(CANARY)
        assert library.quote(PUBLIC, paper_id, Span(0, 9)) == "The Panel"
        for span in (Span(at, at + 5), Span(0, at + 1), Span(0, len(content)), Span(0, len(content) + 1)):
            with pytest.raises(WordsNotFound):
                library.quote(PUBLIC, paper_id, span)

    def test_a_hidden_paper_and_none_give_the_same_message(self, library, new_paper, store):
        paper_id = store(library, new_paper([f"About {CANARY}."], access=Access.EXEMPT)).paper_id
        with pytest.raises(PaperNotFound) as hidden:
            library.paper(PUBLIC, paper_id)
        with pytest.raises(PaperNotFound) as absent:
            library.paper(PUBLIC, "f" * 12)
        assert str(hidden.value).replace(paper_id, "f" * 12) == str(absent.value)
        with pytest.raises(PaperNotFound):
            library.original(PUBLIC, paper_id)

    def test_a_window_over_an_exempt_passage_is_exempt_whatever_it_says(self, library, new_paper, store):
        from dataclasses import replace

        paper = new_paper(["Open words.", f"Closed {CANARY}."], exempt=(1,))
        wide = replace(paper.windows[0], span=Span(0, len(paper.text.content)), access=Access.PUBLIC)
        lead_in = replace(paper.passages[0], context=(paper.passages[1].span,), item_title=f"Closed {CANARY}")
        paper = replace(paper, windows=(wide,), passages=(lead_in, paper.passages[1]))
        paper_id = store(library, paper).paper_id
        assert CANARY not in everything(library, PUBLIC, paper_id)
        assert library.n_windows(PUBLIC) == 0


class TestAccess:
    def test_exempt_parts_stay_exempt_when_a_paper_is_opened(self, library, new_paper, store):
        made = new_paper(["Open.", f"Closed {CANARY}."], access=Access.RESTRICTED, exempt=(1,))
        paper_id = store(library, made).paper_id
        assert library.papers(PUBLIC) == []
        for access in (Access.PUBLIC, Access.EXEMPT, Access.PUBLIC):
            library.set_access(paper_id, access)
        assert [each.text for each in library.passages(PUBLIC, paper_id)] == ["Open."]
        assert CANARY not in everything(library, PUBLIC, paper_id)

    def test_what_an_officer_closed_stays_closed_in_the_next_version(self, library, new_paper, store):
        paper_id = store(library, new_paper(["Open."])).paper_id
        library.set_access(paper_id, Access.EXEMPT)
        assert store(library, new_paper(["Open, corrected."])).access is Access.EXEMPT
        assert library.papers(PUBLIC) == []

    def test_a_paper_ingested_as_exempt_must_be_ingested_again_to_open(self, library, new_paper, store):
        from ingest.errors import LibraryError

        paper_id = store(library, new_paper(["Closed."], access=Access.EXEMPT)).paper_id
        with pytest.raises(LibraryError, match="Ingest it again with --access public"):
            library.set_access(paper_id, Access.PUBLIC)
        assert [library.may_become(paper_id, access) for access in Access] == [
            access is Access.EXEMPT for access in Access
        ]


class TestBodies:
    def test_a_scope_of_one_body_sees_no_other_and_no_unknown(self, library, new_paper, store):
        for number, body in enumerate(["Harbour Panel", "Lighthouse Board", None]):
            store(
                library, new_paper([f"Item {number} was noted."], body=body), source=f"/papers/{number}.txt"
            )
        scope = Scope(frozenset(Access), frozenset({"Harbour Panel"}), "a member")
        assert library.bodies(scope) == ["Harbour Panel"]
        assert len(library.papers(scope)) == library.n_windows(scope) == len(library.vectors(scope)) == 1
        assert len(library.lexical(scope, ["note"])) == 1
        assert len(library.windows(scope, range(1, 9))) == 1

    def test_a_guessed_body_opens_a_paper_to_nobody_until_somebody_says_it(self, library, new_paper, store):
        paper_id = store(library, new_paper(["Noted."], body=None)).paper_id
        scope = Scope(frozenset(Access), frozenset({"Harbour Panel"}), "an officer")
        assert library.papers(scope) == []
        library.set_inferred(paper_id, body=Stated("Harbour Panel", Origin.INFERRED, "the agenda"))
        assert library.papers(scope) == []
        assert (library.n_windows(scope), len(library.vectors(scope)), library.bodies(scope)) == (0, 0, [])
        library.set_body(paper_id, "Harbour Panel")
        assert [record.paper_id for record in library.papers(scope)] == [paper_id]
        assert len(library.lexical(scope, ["note"])) == library.n_windows(scope) == 1

    @pytest.mark.parametrize(
        ("origin", "basis", "is_seen"),
        [
            (Origin.SUPPLIED, "papers.csv, line 2", True),
            (Origin.READ, IN_OPENING, True),
            (Origin.READ, "the text of the item", False),
            (Origin.READ, "the first of several bodies that the opening names alike: A; B", False),
            (Origin.INFERRED, IN_OPENING, False),
            (Origin.INFERRED, "the text speaks of the Panel", False),
        ],
    )
    def test_the_query_and_the_plain_rule_agree_on_what_is_a_guess(
        self, library, new_paper, store, origin, basis, is_seen
    ):
        made = new_paper(["Noted."], body="Harbour Panel")
        body = Stated("Harbour Panel", origin, basis)
        store(library, replace(made, facts=replace(made.facts, body=body)))
        scope = Scope(frozenset(Access), frozenset({"Harbour Panel"}), "an officer")
        assert (library.papers(scope) != []) is is_seen is is_certain(body)

    def test_a_body_that_was_set_outlives_a_new_version_unless_that_one_is_said_to_be_anothers(
        self, library, new_paper, store
    ):
        paper_id = store(library, new_paper(["Noted."], body=None), source="a").paper_id
        library.set_body(paper_id, "Harbour Panel")
        store(library, new_paper(["Noted again."], body="Lighthouse Board"), source="a")
        kept = library.paper(OWNER, paper_id).body
        assert (kept.value, kept.origin) == ("Harbour Panel", Origin.SUPPLIED)
        made = new_paper(["Noted once more."])
        said = Stated("Pier Committee", Origin.SUPPLIED, "papers.csv, line 2")
        store(library, replace(made, facts=replace(made.facts, body=said)), source="a")
        assert library.paper(OWNER, paper_id).body == said


class TestSelections:
    @pytest.mark.parametrize(
        ("selection", "names"),
        [
            (Selection(), {"a", "b", "c"}),
            (Selection(bodies=frozenset({"Harbour Panel"})), {"a", "c"}),
            (Selection(date_from=date(2024, 1, 1)), {"b", "c"}),
            (Selection(date_to=date(2023, 6, 1)), {"a", "c"}),
            (Selection(kinds=frozenset({Kind.REPORT})), {"b", "c"}),
            (Selection(kinds=frozenset()), {"c"}),
        ],
    )
    def test_unknown_facts_stay_in(self, library, new_paper, store, selection, names):
        made = {
            "a": new_paper(["One noted."], name="a", day=date(2023, 6, 1)),
            "b": new_paper(["Two noted."], name="b", body="Board", day=date(2024, 1, 1), kind=Kind.REPORT),
            "c": new_paper(["Three noted."], name="c", body=None, day=None, kind=Kind.OTHER),
        }
        for name, each in made.items():
            store(library, each, source=name)
        assert {record.name for record in library.papers(OWNER, selection)} == names
        hits = library.lexical(OWNER, ["note"], selection)
        owners = {window.paper_id for window in library.windows(OWNER, [hit[0] for hit in hits])}
        assert len(owners) == len(names) == library.document_frequency(OWNER, ["note"], selection)["note"]
        assert len(library.vectors(OWNER, selection)) == len(names)

    def test_papers_can_be_named_and_left_out(self, library, new_paper, store):
        ids = [store(library, new_paper([f"Paper {n}."]), source=f"{n}").paper_id for n in range(3)]
        chosen = Selection(papers=frozenset(ids[:2]), without=frozenset(ids[:1]))
        assert [record.paper_id for record in library.papers(OWNER, chosen)] == [ids[1]]


class TestLexical:
    def test_rarer_words_and_words_of_the_text_count_more(self, library, new_paper, store):
        store(library, new_paper(["The quay.", "The crane.", "The quay and the quay.", "Tea."], per_window=1))
        best = library.lexical(OWNER, ["crane", "quay"], limit=4)
        windows = {
            window.window_id: window.text for window in library.windows(OWNER, [hit[0] for hit in best])
        }
        assert [windows[hit[0]] for hit in best][0] == "The crane."
        assert all(score > 0 for _, score in best)
        assert windows[best[-1][0]] == "Tea."  # found by the item's title alone
        assert library.lexical(OWNER, ["crane", "quay"], limit=1) == best[:1]

    @pytest.mark.parametrize("term", ["2019/20", "o'brien", "#4", '"', "quay OR crane", "NEAR("])
    def test_no_term_is_read_as_a_query(self, library, new_paper, store, term):
        store(library, new_paper(["In 2019/20 O'Brien moved #4."]))
        assert len(library.lexical(OWNER, [term])) == (1 if term in ("2019/20", "o'brien", "#4") else 0)

    def test_no_terms_and_no_papers_find_nothing(self, library):
        assert library.lexical(OWNER, []) == library.lexical(OWNER, ["quay"]) == []
        assert library.vectors(OWNER).matrix.shape == (0, 384)
