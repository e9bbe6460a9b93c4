"""Briefings that a careful reader wrote down from the papers: the records themselves, over four sets of papers."""

from pathlib import Path

import pytest

from eval.golden import GoldenRecord, load_golden
from ingest.readers.read import read

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "examples" / "papers"
COUNCILS = ROOT.parent / "shared" / "papers"
SETS = {
    ROOT / "examples" / "golden" / "briefings.jsonl": (SAMPLES,),
    Path(__file__).with_name("briefings.jsonl"): (COUNCILS / "broomhill", COUNCILS / "kingston"),
    Path(__file__).with_name("agenda_briefings.jsonl"): (COUNCILS / "broomhill",),
    Path(__file__).with_name("panel_briefings.jsonl"): (COUNCILS / "seeds",),
}
RECORDS = [
    pytest.param(record, folders, id=record.id)
    for path, folders in SETS.items()
    for record in load_golden(path)
]


@pytest.fixture(scope="module")
def words_of():
    """A function from a file to the words that its reader gives, white space folded; each read once."""
    known: dict[Path, str] = {}

    def words(path: Path) -> str:
        if path not in known:
            known[path] = " ".join(read(path.read_bytes(), path.name).content.split())
        return known[path]

    return words


def place_of(document: str, folders: tuple[Path, ...]) -> Path:
    """The file of that name; the test is skipped where the papers are not there."""
    if not all(folder.is_dir() for folder in folders):
        pytest.skip(f"the papers are not in {folders[0].parent}")
    return next(folder / document for folder in folders if (folder / document).is_file())


def test_topics_meetings_agendas_and_days_are_all_prepared_for():
    records: list[GoldenRecord] = [each.values[0] for each in RECORDS]
    briefs = [record.brief for record in records if record.brief]
    assert len(records) >= 8 and all(record.is_briefing for record in records)
    assert sum(bool(brief.agenda) for brief in briefs) >= 2
    assert sum(bool(brief.body) for brief in briefs) >= 2
    assert sum(brief.as_of is not None for brief in briefs) >= 2
    assert sum(bool(brief.not_yet) for brief in briefs) >= 4
    assert any(not (record.brief and (record.brief.agenda or record.brief.body)) for record in records)


@pytest.mark.parametrize(("record", "folders"), RECORDS)
def test_a_record_has_vital_facts_with_evidence_and_says_what_not_to_say(record, folders):
    assert 5 <= len(record.vital_nuggets) <= len(record.nuggets)
    assert all(nugget.evidence for nugget in record.nuggets)
    assert record.must_not_say and record.notes
    assert {*record.evidence} == {each for nugget in record.nuggets for each in nugget.evidence}


@pytest.mark.parametrize(("record", "folders"), RECORDS)
def test_no_fact_is_taken_from_a_paper_that_nobody_has_yet(record, folders):
    not_yet = record.brief.not_yet if record.brief else ()
    assert not {each.document for each in record.evidence} & {*not_yet}
    for name in not_yet:
        assert place_of(name, folders).is_file()


@pytest.mark.parametrize(("record", "folders"), RECORDS)
def test_every_quote_stands_word_for_word_in_its_paper(record, folders, words_of):
    for evidence in record.evidence:
        assert evidence.quote in words_of(place_of(evidence.document, folders)), evidence.quote
