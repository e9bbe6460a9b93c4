"""A scope that sees more within some bodies than elsewhere: every combination, against the rule in plain words."""

from __future__ import annotations

from itertools import chain, combinations, product

import pytest

from ingest.papers import Access, Scope, Span
from ingest.store.library import Library
from ingest.store.records import PaperNotFound, WordsNotFound
from ingest.structure.terms import index_terms

OWN, OTHER = "Harbour Panel", "Lighthouse Board"
CLASSES = [
    frozenset(each) for each in chain.from_iterable(combinations(Access, n) for n in range(len(Access) + 1))
]
BODIES = [None, frozenset(), frozenset({OWN}), frozenset({OWN, OTHER})]
OFFICER = Scope(frozenset(Access), frozenset({OWN}), "an officer", elsewhere=frozenset({Access.PUBLIC}))


@pytest.fixture
def filled(library, new_paper, store) -> tuple[Library, dict[str, tuple[str | None, Access]]]:
    """A paper of each class and each body, a public paper of each with an exempt line, and who each paper is."""
    papers: dict[str, tuple[str | None, Access]] = {}
    for body, access in product((OWN, OTHER, None), Access):
        words = [f"Canary of {body} {access} one.", f"Canary of {body} {access} two."]
        made = new_paper(words, body=body, access=access, exempt=(1,))
        source = f"/{body}/{access}.txt"
        papers[store(library, made, source=source).paper_id] = (body, access)
    return library, papers


def may_see(scope: Scope, body: str | None, access: Access) -> bool:
    """The rule, written a second time and without SQL."""
    is_own = scope.bodies is None or (body is not None and body in scope.bodies)
    return access in (scope.access if is_own else scope.elsewhere)


@pytest.mark.parametrize("bodies", BODIES)
def test_each_class_is_seen_in_the_bodies_and_elsewhere_as_the_scope_says_and_nothing_else(filled, bodies):
    library, papers = filled
    for access, elsewhere in product(CLASSES, CLASSES):
        scope = Scope(access, bodies, "somebody", elsewhere)
        expected = {paper_id for paper_id, facts in papers.items() if may_see(scope, *facts)}
        assert {record.paper_id for record in library.papers(scope)} == expected
        for paper_id in expected:
            body, of_paper = papers[paper_id]
            seen = [passage.access for passage in library.passages(scope, paper_id)]
            assert seen == [each for each in (of_paper, Access.EXEMPT) if may_see(scope, body, each)]


def test_an_officer_sees_public_papers_of_other_bodies_and_of_unknown_ones(filled):
    library, papers = filled
    seen = {papers[record.paper_id] for record in library.papers(OFFICER)}
    assert seen == {*((OWN, each) for each in Access), (OTHER, Access.PUBLIC), (None, Access.PUBLIC)}


@pytest.mark.parametrize("body", [OTHER, None])
def test_the_exempt_line_of_a_public_paper_elsewhere_is_withheld_whole(filled, body):
    library, papers = filled
    paper_id = next(each for each, facts in papers.items() if facts == (body, Access.PUBLIC))
    content = library.text(Scope.owner(), paper_id)
    assert library.text(OFFICER, paper_id) is None
    at = content.index(" two.")
    for span in (Span(at, at + 4), Span(0, len(content))):
        with pytest.raises(WordsNotFound):
            library.quote(OFFICER, paper_id, span)
    assert "one." in library.quote(OFFICER, paper_id, Span(0, at - len(f"Canary of {body} public")))
    with pytest.raises(PaperNotFound):
        library.original(OFFICER, paper_id)


def test_its_words_are_not_found_counted_or_completed(filled):
    library, _ = filled
    scopes = [Scope.public(), OFFICER, Scope.owner()]
    (term,) = index_terms("canary")
    found = [len(library.lexical(scope, [term])) for scope in scopes]
    assert found == [library.n_windows(scope) for scope in scopes]
    assert found == [len(set(library.vectors(scope).window_ids.tolist())) for scope in scopes]
    assert found[0] < found[1] < found[2]
    assert library.document_frequency(OFFICER, [term]) == {term: found[1]}
    assert library.terms_beginning(Scope(frozenset()), "cana") == []


def test_the_same_text_twice_is_not_told_where_a_part_is_withheld(library, new_paper, store):
    lines = [
        "The Panel agreed to repair the quay by the end of June at the latest.",
        "Tender of wolverhollow.",
    ]
    for number, body in enumerate((OTHER, OTHER)):
        made = new_paper(lines, body=body, exempt=(1,), name=f"copy-{number}.txt")
        store(library, made, source=f"/{number}.txt")
    everything = library.copies(Scope.owner())
    assert library.copies(OFFICER).same == {} and library.copies(Scope.public()).same == {}
    own = Scope(frozenset(Access), frozenset({OTHER}), "theirs", elsewhere=frozenset({Access.PUBLIC}))
    assert library.copies(own).same == everything.same


def test_where_files_came_from_is_told_to_those_alone_who_see_everything(filled):
    library, papers = filled
    paper_id = next(each for each, facts in papers.items() if facts == (OWN, Access.PUBLIC))
    assert library.places(Scope.owner(), paper_id)
    assert library.places(OFFICER, paper_id) == ()
    all_of_two = Scope(frozenset(Access), frozenset({OWN}), "x", elsewhere=frozenset(Access))
    assert library.places(all_of_two, paper_id) == library.places(Scope.owner(), paper_id)


def test_scopes_that_see_the_same_are_equal_whoever_asks():
    assert OFFICER == Scope(OFFICER.access, OFFICER.bodies, "another", OFFICER.elsewhere)
    assert OFFICER.rights != Scope(OFFICER.access, OFFICER.bodies, "an officer").rights
