"""An upload takes the place of a paper of its name that its sender may see, of no other, and tells of no other."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest.desks import Desks
from ingest.intake import Intake
from ingest.outcomes import Outcome
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library

pytestmark = pytest.mark.usefixtures("without_index")

BODIES = frozenset({"Norsey Harbour Panel"})
WIDER = frozenset({Access.PUBLIC, Access.RESTRICTED})
WHOLE = Desks("whole/", ("held/",), Scope(frozenset(Access), BODIES, elsewhere=frozenset({Access.PUBLIC})))
HELD = Desks("held/", ("whole/",), Scope(WIDER, BODIES, elsewhere=frozenset({Access.PUBLIC})))


def paper(words: str) -> bytes:
    return (
        f"NORSEY HARBOUR PANEL\n\nReport of the Clerk\n\n11 June 2025\n\nThe ferry\n\n1. {words}\n".encode()
    )


def send(
    library: Library,
    desks: Desks,
    content: bytes,
    access: Access = Access.RESTRICTED,
    name: str = "ferry.txt",
) -> Outcome:
    intake = Intake(library, access=access, encoder=QueryEncoder(), bodies=BODIES)
    (outcome,) = intake.ingest_upload(content, name, desks)
    return outcome


def words_of(library: Library, paper_id: str) -> str:
    return " ".join(each.text for each in library.passages(Scope.owner(), paper_id))


def test_a_paper_that_its_sender_may_not_see_is_not_replaced_and_not_told_of(library: Library) -> None:
    hidden = send(library, WHOLE, paper("The ferry was sold for a secret sum."), Access.EXEMPT)
    other = send(library, HELD, paper("Tea costs four pounds."), name="free.txt")
    new = send(library, HELD, paper("The ferry is late."))
    assert (new.status, other.status) == ("new", "new")
    assert new.paper_id != hidden.paper_id
    assert "secret sum" in words_of(library, str(hidden.paper_id))
    assert library.paper(Scope.owner(), str(hidden.paper_id)).version == 1
    again = send(library, HELD, paper("The ferry is on time."))
    assert (again.status, again.paper_id) == ("replaced", new.paper_id)


def test_the_place_of_a_new_paper_does_not_tell_whether_there_is_a_hidden_one(tmp_path: object) -> None:
    ids = []
    for hides in (True, False):
        with Library.create_or_open(tmp_path / str(hides)) as library:
            if hides:
                send(library, WHOLE, paper("The ferry was sold."), Access.EXEMPT)
            ids.append(send(library, HELD, paper("The ferry is late.")).paper_id)
    assert ids[0] == ids[1]


def test_a_paper_of_a_colleague_that_both_may_see_is_replaced_from_either_desk(library: Library) -> None:
    first = send(library, WHOLE, paper("The ferry is late."))
    second = send(library, HELD, paper("The ferry is on time."))
    assert (second.status, second.paper_id) == ("replaced", first.paper_id)
    new = send(library, HELD, paper("The quay is wet."), name="quay.txt")
    third = send(library, WHOLE, paper("The quay is dry."), name="quay.txt")
    assert (third.status, third.paper_id) == ("replaced", new.paper_id)


@pytest.mark.parametrize("change", ["narrowed", "withdrawn"])
def test_a_paper_of_ones_own_that_has_become_hidden_looks_like_one_that_was_withdrawn(
    library: Library, change: str
) -> None:
    first = str(send(library, HELD, paper("The ferry is late.")).paper_id)
    if change == "narrowed":
        library.set_access(first, Access.EXEMPT)
    else:
        library.withdraw(first, "by mistake")
    second = send(library, HELD, paper("The ferry is on time."))
    assert (second.status, second.paper_id == first) == ("new", False)
    third = send(library, HELD, paper("The ferry is early."))
    assert (third.status, third.paper_id) == ("replaced", second.paper_id)
    if change == "narrowed":
        assert "late" in words_of(library, first)


def test_who_sees_every_class_replaces_a_paper_that_was_narrowed_and_revives_a_withdrawn_one(
    library: Library,
) -> None:
    first = send(library, WHOLE, paper("The ferry is late."))
    library.set_access(str(first.paper_id), Access.EXEMPT)
    second = send(library, WHOLE, paper("The ferry is on time."))
    assert (second.status, second.paper_id) == ("replaced", first.paper_id)
    library.withdraw(str(first.paper_id), "by mistake")
    third = send(library, WHOLE, paper("The ferry is early."))
    assert (third.status, third.paper_id) == ("new", first.paper_id)


def test_of_a_pack_each_paper_finds_its_own_place_and_all_are_known_as_the_packs(library: Library) -> None:
    def pack_of(*words: str) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for number, each in enumerate(words):
                archive.writestr(f"{number}/a.txt", paper(each))
        return made.getvalue()

    def sent(desks: Desks, access: Access, *words: str) -> list[Outcome]:
        intake = Intake(library, access=access, encoder=QueryEncoder(), bodies=BODIES)
        return intake.ingest_upload(pack_of(*words), "pack.zip", desks)

    first, second = sent(WHOLE, Access.RESTRICTED, "The ferry is late.", "The quay is wet.")
    library.set_access(str(first.paper_id), Access.EXEMPT)
    told = sent(HELD, Access.RESTRICTED, "The ferry is on time.", "The quay is dry.")
    assert [each.status for each in told] == ["new", "replaced"]
    assert told[1].paper_id == second.paper_id
    library.set_access(str(told[0].paper_id), Access.EXEMPT)
    (last, _) = sent(HELD, Access.RESTRICTED, "The ferry is early.", "The quay is dry.")
    assert last.status == "new"
    shown = {each.paper_id: path for each, path in HELD.arrivals("pack.zip", library).items()}
    assert shown[str(last.paper_id)] == "pack.zip!/0/a.txt"
    assert set(shown.values()) == {"pack.zip!/0/a.txt", "pack.zip!/1/a.txt"}
