"""The ledger in the library: kept with its paper, read within the scope, made anew from what is stored."""

import sqlite3
from contextlib import closing

import pytest

from ingest.errors import LibraryDamaged
from ingest.papers import Access, Kind, Scope
from ingest.store.ledger_rows import PARTS
from ingest.store.library import Library
from ingest.store.records import Selection
from ingest.structure.ledger_entries import EntryKind

CANARY = "wolverhollow"
PUBLIC, OWNER = Scope.public(), Scope.owner()
LINES = [
    "Action: Quay Master to repair the north quay by 4 May 2025.",
    f"Action: {CANARY.title()} Dredging to send the price of {CANARY}.",
    "Action: The Clerk to write to the county.",
]


@pytest.fixture
def kept(library, new_paper, store) -> tuple[Library, str]:
    return library, store(library, new_paper(LINES, exempt=(1,), per_window=1, kind=Kind.OTHER)).paper_id


def actions(library: Library, scope: Scope = OWNER, **more) -> list[str]:
    return [each.text for each in library.ledger(scope, **more)]


def test_an_entry_is_kept_with_its_words_and_where_they_stand(kept):
    library, paper_id = kept
    first = library.ledger(OWNER)[0]
    assert (first.text, first.owner, first.due) == (LINES[0], "Quay Master", "by 4 May 2025")
    assert library.quote(OWNER, paper_id, first.entry.span) == first.text
    assert (first.passage.passage_id, first.passage.item) == (f"{paper_id}-1-0", "7")
    assert first.window_ids


def test_nobody_else_reads_an_exempt_entry(kept):
    library, _ = kept
    assert actions(library, PUBLIC) == [LINES[0], LINES[2]]
    assert CANARY not in repr(library.ledger(PUBLIC)).lower()
    assert CANARY in repr(library.ledger(OWNER)).lower()


def test_an_asker_of_another_body_reads_nothing(kept):
    library, _ = kept
    assert library.ledger(Scope(frozenset(Access), frozenset({"Lock Board"}), "lock")) == []


def test_kinds_and_papers_are_chosen_in_the_query(kept):
    library, paper_id = kept
    assert actions(library, kinds=[EntryKind.DECISION]) == []
    assert actions(library, selection=Selection(without=frozenset({paper_id}))) == []


def test_a_withdrawn_paper_leaves_no_entry_behind(kept):
    library, paper_id = kept
    library.withdraw(paper_id, "wrong paper")
    assert library.ledger(OWNER) == []
    with closing(sqlite3.connect(library.folder / "library.sqlite")) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("ledger", "ledger_read")
        ]
    assert counts == [0, 0]


def test_a_replaced_paper_has_the_entries_of_its_new_version(kept, new_paper, store):
    library, paper_id = kept
    store(library, new_paper(["Action: The Mayor to open the quay."], kind=Kind.OTHER))
    (entry,) = library.ledger(OWNER)
    assert (entry.owner, entry.entry_id) == ("The Mayor", f"{paper_id}-2-e0")


def test_a_change_of_access_reaches_the_entries_at_once(kept):
    library, paper_id = kept
    library.set_access(paper_id, Access.RESTRICTED)
    assert library.ledger(PUBLIC) == []
    library.set_access(paper_id, Access.PUBLIC)
    assert actions(library, PUBLIC) == [LINES[0], LINES[2]]


def test_a_rebuild_makes_the_ledger_anew(kept):
    library, _ = kept
    before = library.ledger(OWNER)
    library.rebuild_fts()
    assert library.ledger(OWNER) == before
    assert library.check() == []


def test_papers_read_by_earlier_rules_are_read_again_when_a_writer_opens(kept, monkeypatch):
    library, _ = kept
    monkeypatch.setattr("ingest.store.ledger_rows.RULES", "of another day")
    library.close()
    with Library.create_or_open(library.folder) as again:
        assert len(again.ledger(OWNER)) == len(LINES)
        assert again.check() == []


def test_a_changed_entry_is_noticed(kept):
    library, _ = kept
    library.close()
    with closing(sqlite3.connect(library.folder / "library.sqlite")) as connection:
        connection.execute("UPDATE ledger SET stop = stop - 1 WHERE number = 0")
        connection.commit()
    with pytest.raises(LibraryDamaged, match="list of papers or of their parts was changed"):
        Library.open(library.folder)


def test_the_parts_that_are_kept_are_those_of_an_entry(kept):
    entry = kept[0].ledger(OWNER)[0].entry
    assert all(hasattr(entry, part) for part in PARTS)
