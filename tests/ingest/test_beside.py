"""Papers taken in with what officers wrote down beside them, in folders and in packs."""

import io
import zipfile
from pathlib import Path

import pytest

from ingest.beside import Beside
from ingest.intake import Intake
from ingest.outcomes import Outcome
from ingest.papers import Access, Kind, Origin, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library

OWNER = Scope.owner()
MINUTES = """Minutes of the meeting of the Harrow Safer Streets Panel held on Tuesday 11 March 2025 in the Hall

21. Street lighting in Mill Lane

The Manager reported that 14 of the 60 lamps had failed.
"""
pytestmark = pytest.mark.usefixtures("without_index")


@pytest.fixture
def folder(tmp_path) -> Path:
    """Two papers that differ."""
    path = tmp_path / "papers"
    path.mkdir()
    (path / "a.txt").write_text(MINUTES)
    (path / "b.txt").write_text(MINUTES.replace("14 of", "15 of"))
    return path


def take(library: Library, *paths: Path, access: Access = Access.PUBLIC) -> dict[str, Outcome]:
    outcomes = Intake(library, access=access, encoder=QueryEncoder()).ingest(list(paths))
    return {outcome.path.rsplit("/", 1)[-1]: outcome for outcome in outcomes}


def statuses(found: dict[str, Outcome]) -> dict[str, str]:
    return {name: outcome.status for name, outcome in found.items()}


def record(library: Library, name: str):
    (found,) = [each for each in library.papers(OWNER) if each.name == name]
    return found


def pack(folder: Path, **files: str) -> Path:
    path = folder / "pack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


def test_what_was_written_takes_the_place_of_what_was_read(library, folder):
    (folder / "papers.csv").write_text("file,date,kind,author\na.txt,2025-03-12,report,Ada Lindqvist\n")
    found = take(library, folder)
    assert statuses(found) == {"a.txt": "new", "b.txt": "new"}
    paper = record(library, "a.txt")
    assert paper.date.value.isoformat() == "2025-03-12"
    assert paper.date.origin is Origin.SUPPLIED
    assert paper.kind.value is Kind.REPORT
    assert paper.author.value == "Ada Lindqvist"
    assert paper.body.value == "Harrow Safer Streets Panel"
    assert any("11 March 2025" in warning for warning in found["a.txt"].warnings)
    assert record(library, "b.txt").date.origin is Origin.READ


def test_only_papers_whose_sidecars_changed_are_read_again(library, folder, an_hour_later):
    assert statuses(take(library, folder)) == {"a.txt": "new", "b.txt": "new"}
    sidecar = folder / "a.txt.meta.toml"
    sidecar.write_text('title = "Lamps"')
    assert statuses(take(library, folder)) == {"a.txt": "replaced", "b.txt": "unchanged"}
    assert statuses(take(library, folder)) == {"a.txt": "unchanged", "b.txt": "unchanged"}
    sidecar.write_text('title = "Lamp"')
    assert statuses(take(library, folder)) == {"a.txt": "replaced", "b.txt": "unchanged"}
    sidecar.unlink()
    assert statuses(take(library, folder)) == {"a.txt": "replaced", "b.txt": "unchanged"}
    assert record(library, "a.txt").title.value != "Lamp"


def test_a_sidecar_that_is_named_stands_for_its_papers(library, folder):
    take(library, folder)
    (folder / "a.txt.meta.toml").write_text('title = "Lamps"')
    assert statuses(take(library, folder / "a.txt.meta.toml")) == {"a.txt": "replaced"}
    (folder / "papers.csv").write_text("file,author\nb.txt,Ada Lindqvist\n")
    assert statuses(take(library, folder / "papers.csv"))["b.txt"] == "replaced"


def test_a_paper_that_is_named_alone_has_its_sidecars_too(library, folder):
    (folder / "papers.csv").write_text("file,author\na.txt,Ada Lindqvist\nlost.txt,Nobody\n")
    assert statuses(take(library, folder / "a.txt")) == {"a.txt": "new"}
    assert record(library, "a.txt").author.value == "Ada Lindqvist"


def test_mistakes_are_told_of_and_stop_nothing(library, folder):
    (folder / "papers.csv").write_text("file,date\na.txt,31/02/2025\nlost.txt,\n")
    found = take(library, folder)
    assert statuses(found) == {"papers.csv": "rejected", "a.txt": "new", "b.txt": "new"}
    assert "line 3" in found["papers.csv"].reason
    assert any("line 2" in warning for warning in found["a.txt"].warnings)


def test_an_officer_may_make_a_paper_wider_or_narrower_than_the_rest(library, folder):
    (folder / "papers.csv").write_text("file,access\na.txt,public\nb.txt,exempt\n")
    take(library, folder, access=Access.RESTRICTED)
    assert record(library, "a.txt").access is Access.PUBLIC
    assert record(library, "b.txt").access is Access.EXEMPT
    assert [paper.name for paper in library.papers(Scope.public())] == ["a.txt"]


def test_a_marking_in_the_paper_still_wins(library, folder):
    (folder / "a.txt").write_text("NOT FOR PUBLICATION\n\n" + MINUTES)
    (folder / "papers.csv").write_text("file,access\na.txt,public\n")
    take(library, folder)
    assert record(library, "a.txt").access is Access.EXEMPT


@pytest.mark.parametrize("content", ["file,acess\na.txt,exempt\n", "file,access\na.txt,exemt\n"])
def test_where_a_mistake_may_be_about_access_the_paper_is_not_public(library, folder, content):
    (folder / "papers.csv").write_text(content)
    take(library, folder)
    assert record(library, "a.txt").access is Access.RESTRICTED
    (folder / "papers.csv").write_text("file,access\na.txt,exempt\n")
    take(library, folder)
    assert record(library, "a.txt").access is Access.EXEMPT


def test_another_access_for_all_is_not_passed_over(library, folder, an_hour_later):
    (folder / "papers.csv").write_text("file,author\na.txt,Ada Lindqvist\n")
    take(library, folder)
    assert statuses(take(library, folder, access=Access.EXEMPT))["a.txt"] == "replaced"
    assert record(library, "a.txt").access is Access.EXEMPT


def test_a_copy_with_other_facts_is_a_paper_of_its_own(library, folder):
    (folder / "copy.txt").write_text(MINUTES)
    assert statuses(take(library, folder))["copy.txt"] == "unchanged"
    (folder / "copy.txt.meta.toml").write_text('author = "Ada Lindqvist"')
    assert statuses(take(library, folder))["copy.txt"] == "new"
    assert record(library, "a.txt").author is None
    assert record(library, "copy.txt").author.value == "Ada Lindqvist"


def test_each_folder_of_a_pack_has_its_own_table(library, tmp_path):
    table = "file,author\na.txt,{}\n"
    path = pack(
        tmp_path,
        papers_csv=table.format("Ada Lindqvist"),
        a_txt=MINUTES,
        late__papers_csv=table.format("Bo Ek"),
        late__a_txt=MINUTES.replace("14", "16"),
        late__b_txt=MINUTES.replace("14", "17"),
    )
    found = Intake(library, encoder=QueryEncoder()).ingest([path])
    assert [outcome.status for outcome in found] == ["new"] * 3
    authors = sorted((paper.author.value if paper.author else "") for paper in library.papers(OWNER))
    assert authors == ["", "Ada Lindqvist", "Bo Ek"]


def test_a_pack_can_make_a_paper_narrower_and_never_wider(library, tmp_path):
    path = pack(
        tmp_path,
        papers_csv="file,access\na.txt,public\nb.txt,exempt\n",
        a_txt=MINUTES,
        b_txt=MINUTES + "More.",
    )
    found = take(library, path, access=Access.RESTRICTED)
    assert record(library, "a.txt").access is Access.RESTRICTED
    assert record(library, "b.txt").access is Access.EXEMPT
    assert any("narrower" in warning for warning in found["a.txt"].warnings)


def test_what_was_written_about_a_pack_holds_for_every_paper_in_it(library, tmp_path):
    path = pack(tmp_path, a_txt=MINUTES, b_txt=MINUTES + "More.")
    (tmp_path / "pack.zip.meta.toml").write_text(
        'access = "exempt"\nbody = "Wessmark Board"\ntitle = "Late papers"'
    )
    take(library, path)
    assert {paper.access for paper in library.papers(OWNER)} == {Access.EXEMPT}
    assert {paper.body.value for paper in library.papers(OWNER)} == {"Wessmark Board"}
    assert all(paper.title.value != "Late papers" for paper in library.papers(OWNER))


def test_a_mistake_in_a_pack_is_told_of_with_its_place(library, tmp_path):
    found = take(library, pack(tmp_path, papers_csv="file,author\nlost.txt,Ada\n", a_txt=MINUTES))
    assert statuses(found) == {"papers.csv": "rejected", "a.txt": "new"}
    assert "lost.txt" in found["papers.csv"].reason
    assert found["papers.csv"].path.endswith("pack.zip!/papers.csv")


def test_an_upload_of_a_sidecar_alone_is_refused_with_advice(library):
    (outcome,) = Intake(library, encoder=QueryEncoder()).ingest_upload(b"file\n", "papers.csv")
    assert outcome.status == "rejected"
    assert "zip" in outcome.reason


def test_an_upload_of_a_pack_may_hold_a_table(library):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", MINUTES)
        archive.writestr("papers.csv", "file,author\na.txt,Ada Lindqvist\n")
    Intake(library, encoder=QueryEncoder()).ingest_upload(content.getvalue(), "pack.zip")
    assert record(library, "a.txt").author.value == "Ada Lindqvist"


def test_a_sidecar_that_cant_be_opened_makes_the_folder_doubtful(folder, monkeypatch):
    (folder / "papers.csv").write_text("file,access\na.txt,exempt\n")

    def refuse(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    given = Beside().of(folder / "b.txt")
    assert given.is_doubtful
    assert "Permission denied" in given.notices[0].message
