"""The Chroma cache: built, probed, swapped, doubted, and answered without."""

import json
import shutil

import numpy as np
import pytest

import ingest.store.index
from ingest.errors import LibraryLocked
from ingest.papers import Access, Scope
from ingest.store.encoder import MODEL_NAME, QueryEncoder
from ingest.store.generation import CURRENT, MANIFEST, write_manifest
from ingest.store.index import (
    BUILD_LOCK,
    IndexUnusable,
    build_generation,
    open_index,
    probe_failure,
    remove_stale,
)
from ingest.store.library import Library
from ingest.store.lock import WriterLock
from ingest.store.probe import main as probe_main

OWNER = Scope.owner()
QUESTION = "Who pays for dredging the harbour?"


@pytest.fixture
def filled(library, new_paper, store, encoded) -> Library:
    lines = [
        "The Panel agreed to repair the north quay.",
        "The port pays for dredging the harbour.",
        "The lowest tender for dredging came from Ashdown.",
        "The next meeting is in May.",
    ]
    paper = new_paper(lines, exempt=(2,), per_window=1)
    store(library, paper, vectors=encoded(paper))
    return library


@pytest.fixture
def question() -> np.ndarray:
    return QueryEncoder().encode([QUESTION])[0]


def exact(library: Library, vector: np.ndarray, scope: Scope) -> list[int]:
    table = library.vectors(scope)
    return [int(table.window_ids[row]) for row in np.argsort(-(table.matrix @ vector), kind="stable")]


def current(library: Library):
    return library.index_folder / (library.index_folder / CURRENT).read_text().strip()


def test_the_index_finds_what_exact_search_finds_within_the_access(filled, question):
    generation = build_generation(filled)
    assert (generation.n_vectors, generation.revision) == (4, filled.revision)
    index = open_index(filled)
    try:
        for scope in (OWNER, Scope.public()):
            hits = index.search(question, 10, scope.access)
            assert [hit.window_id for hit in hits] == exact(filled, question, scope)
            assert hits[0].cosine == pytest.approx(
                float((filled.vectors(scope).matrix @ question).max()), abs=1e-5
            )
        assert index.search(question, 1, {Access.EXEMPT})[0].window_id == 3
        assert index.search(question, 0, OWNER.access) == index.search(question, 3, ()) == []
    finally:
        index.close()


def test_a_changed_library_makes_the_index_stale_and_a_new_one_takes_its_place(filled):
    first = build_generation(filled)
    index = open_index(filled)
    assert index.is_current(filled)
    filled.set_access(filled.papers(OWNER)[0].paper_id, Access.RESTRICTED)
    assert not index.is_current(filled)
    index.close()
    assert open_index(filled) is None
    second = build_generation(filled)
    assert second.folder > first.folder
    assert [path.name for path in filled.index_folder.glob("gen-*")] == [second.folder]
    reopened = open_index(filled)
    assert reopened.search(filled.vectors(OWNER).matrix[0], 9, {Access.PUBLIC}) == []
    reopened.close()


def test_an_empty_library_has_an_empty_index(library, question):
    assert build_generation(library).n_vectors == 0
    index = open_index(library)
    assert index.search(question, 5, OWNER.access) == []
    index.close()


def test_without_an_index_there_is_none(filled):
    assert open_index(filled) is None


def test_a_reader_may_use_the_index_and_build_it_one_at_a_time(filled, question):
    with Library.open(filled.folder) as reader:
        build_generation(reader)
        index = open_index(reader)
        assert len(index.search(question, 9, OWNER.access)) == 4
        index.close()
        lock = WriterLock(filled.index_folder / BUILD_LOCK)
        with pytest.raises(LibraryLocked):
            build_generation(reader)
        lock.release()


def test_a_library_that_changes_during_a_build_gets_no_index_of_it(filled, monkeypatch):
    write = ingest.store.index.write_manifest

    def change_and_write(*given):
        filled.set_access(filled.papers(OWNER)[0].paper_id, Access.RESTRICTED)
        return write(*given)

    monkeypatch.setattr("ingest.store.index.write_manifest", change_and_write)
    with Library.open(filled.folder) as reader, pytest.raises(IndexUnusable, match="the library is at"):
        build_generation(reader)
    assert open_index(filled) is None


def truncate(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garble(path):
    path.write_bytes(b"\xff" * path.stat().st_size)


@pytest.mark.parametrize("harm", [truncate, garble])
def test_a_harmed_generation_is_not_used_and_exact_search_still_answers(filled, question, caplog, harm):
    build_generation(filled)
    harm(current(filled) / "chroma.sqlite3")
    assert open_index(filled) is None
    assert "is not used" in caplog.text
    assert exact(filled, question, OWNER)[0] == 2
    build_generation(filled)
    index = open_index(filled)
    assert index.search(question, 1, OWNER.access)[0].window_id == 2
    index.close()


def test_lost_vectors_are_noticed_though_the_count_is_right(filled):
    build_generation(filled)
    folder = current(filled)
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    client.get_collection("sentences", embedding_function=None).update(
        ids=["1:0"], embeddings=[QueryEncoder().encode(["Something else."])[0]]
    )
    client.close()
    assert probe_failure(folder, filled) == "chroma.sqlite3 was changed"
    write_manifest(folder, filled.revision, 4, MODEL_NAME)
    assert probe_failure(folder, filled) == "found 3 of 4 of the library's vectors"


def test_torn_graph_files_are_noticed(library, new_paper, store, made_up):
    paper = new_paper([f"Item {number} was noted." for number in range(1500)], per_window=50)
    store(library, paper, vectors=made_up(paper))
    build_generation(library)
    folder = current(library)
    assert probe_failure(folder, library) is None
    torn = [path for path in folder.rglob("*.bin") if path.stat().st_size]
    assert torn, "the collection is large enough to have graph files"
    whole = torn[0].read_bytes()
    torn[0].write_bytes(whole[:50] + bytes([whole[50] ^ 1]) + whole[51:])
    assert "was changed" in probe_failure(folder, library), "one bit"
    for path in torn:
        garble(path)
    assert open_index(library) is None


@pytest.mark.parametrize("manifest", ["", "[]", '{"folder": "x"}', "{}"])
def test_a_generation_without_a_proper_manifest_is_not_used(filled, manifest):
    build_generation(filled)
    (current(filled) / MANIFEST).write_text(manifest)
    assert open_index(filled) is None


def test_a_missing_generation_is_not_used(filled):
    build_generation(filled)
    shutil.rmtree(current(filled))
    assert open_index(filled) is None


def test_the_probe_says_what_it_found(filled, capsys):
    build_generation(filled)
    assert probe_main([str(current(filled)), str(filled.folder)]) == 0
    assert json.loads(capsys.readouterr().out) == {"n_probes": 4, "n_hits": 4, "problem": None}
    assert probe_main([]) == 2


def test_an_index_of_an_earlier_state_is_removed_and_one_of_this_state_stays(filled):
    build_generation(filled)
    remove_stale(filled)
    assert open_index(filled) is not None
    folder = current(filled)
    filled.withdraw(filled.papers(OWNER)[0].paper_id, "it was the wrong file")
    lock = WriterLock(filled.index_folder / BUILD_LOCK)
    remove_stale(filled)
    assert folder.exists(), "a build is running"
    lock.release()
    remove_stale(filled)
    assert not list(filled.index_folder.glob("gen-*"))
    assert open_index(filled) is None
    remove_stale(filled)
