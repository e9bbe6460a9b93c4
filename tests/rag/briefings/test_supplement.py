"""A draft brought up to date after late papers and an officer's edits, in every format."""

import io
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag.assembly import assemble
from rag.briefings.arrange import walk
from rag.briefings.briefing import Briefing, BriefRequest
from rag.briefings.carried import read_draft, recorded_json, unsettled_in, with_record, without_record
from rag.briefings.export import briefing_to_docx, briefing_to_html, briefing_to_markdown
from rag.briefings.paper_changes import PaperChanges
from rag.briefings.provenance import Provenance, provenance_of
from rag.briefings.supplement import Update, bring_up_to_date
from rag.errors import DraftError
from rag.settings import Settings

BODY = "QUENBOROUGH LEISURE COMMITTEE"
AGENDA = f"""{BODY}

AGENDA

Tuesday 9 June 2026 at 6.00 pm

1. Apologies for absence

2. Boating lake: repair of the sluice
To consider what should be done about the sluice of the boating lake.

3. Bandstand concerts
To agree the dates of the concerts on the bandstand.
"""
MINUTES = f"""{BODY}

Minutes of the meeting held on Tuesday 10 March 2026 at 6.00 pm in the Corn Hall, Quenborough

Present: Councillor P. Ashdown (Chair), Councillor R. Venn

7. Boating lake: repair of the sluice

(i) The Parks Manager reported that the sluice of the boating lake had leaked since January and that the water
stood 30 centimetres below the mark.

(ii) The Parks Manager undertook to bring two prices for the repair of the sluice to the June meeting.

RESOLVED:

(a) That the boating lake be closed to boats until the sluice has been repaired.

(b) That £4,000 be set aside for the repair of the sluice of the boating lake.

8. Bandstand concerts

RESOLVED: That five concerts on the bandstand be held in the summer of 2026.
"""
REPORT = f"""{BODY}

9 June 2026

Report of the Parks Manager

Boating lake: repair of the sluice

Recommendation

1. That the price of £5,250 from Marlpit Engineering for the repair of the sluice be accepted.

Background

2. Two prices for the repair of the sluice of the boating lake were received, of £5,250 and £6,900.

3. The sluice would be repaired in the second half of July 2026.
"""
PUBLIC = frozenset({Access.PUBLIC})
FORMATS = (".docx", ".html", ".md", ".json")


@dataclass
class Desk:
    """One officer's folder: a library of papers that were files in ``sources``, and drafts made from it."""

    folder: Path
    sources: Path
    request: BriefRequest = BriefRequest(agenda="agenda.txt")

    def ingest(self, **papers: str) -> None:
        with Library.create_or_open(self.folder / "library") as library:
            for name, words in papers.items():
                (self.sources / f"{name}.txt").write_text(words, encoding="utf-8")
            paths = [self.sources / f"{name}.txt" for name in papers]
            intake = Intake(library, access=Access.PUBLIC, encoder=QueryEncoder(), is_indexing=False)
            taken = intake.ingest(paths)
        assert {each.status for each in taken} <= {"new", "replaced"}

    def change(self, name: str, access: Access | None) -> None:
        """Set the access of a paper, or withdraw it for None."""
        with Library.create_or_open(self.folder / "library") as library:
            paper = next(each for each in library.papers(Scope.owner()) if each.name == f"{name}.txt")
            if access is None:
                library.withdraw(paper.paper_id, "sent in error")
            else:
                library.set_access(paper.paper_id, access)

    def draft(self, ending: str = ".docx") -> bytes:
        with assemble(Settings(library=self.folder / "library")) as minutebook:
            briefing = minutebook.brief(self.request, scope=Scope.owner())
            record = provenance_of(briefing, self.request, minutebook.library, Scope.owner())
        return file_of(briefing, ending, record)

    def update(
        self, content: bytes, name: str = "draft.docx", scope: Scope | None = None
    ) -> tuple[Update, bytes]:
        """What changed, and the new draft as a Word file."""
        drafted, blocks = read_draft(content, name)
        scope = scope or Scope.owner()
        with assemble(Settings(library=self.folder / "library")) as minutebook:
            changes = PaperChanges.of(drafted, name, minutebook.library, scope)
            anew = minutebook.brief(drafted.as_request(), scope=scope)
            unsettled = unsettled_in(content, name)
            made = bring_up_to_date(changes, blocks, anew, minutebook.library, scope, unsettled)
            record = provenance_of(
                made.draft, drafted.as_request(), minutebook.library, scope, drafted.salt, made.struck
            )
        return made, file_of(made.draft, ".docx", record)


def file_of(briefing: Briefing, ending: str, record: Provenance) -> bytes:
    if ending == ".json":
        return json.dumps(recorded_json(briefing, record)).encode()
    made = {".docx": briefing_to_docx, ".html": briefing_to_html, ".md": briefing_to_markdown}[ending](
        briefing
    )
    return with_record(made if isinstance(made, bytes) else made.encode(), ending, record)


@pytest.fixture(scope="session")
def libraries(tmp_path_factory) -> Path:
    """The library before the late report (``first``), drafts from it, and the library with the report (``late``).

    Copied by tests, changed by none.
    """
    folder = tmp_path_factory.mktemp("papers")
    (folder / "first").mkdir()
    Desk(folder / "first", folder).ingest(agenda=AGENDA, minutes=MINUTES)
    for ending in FORMATS:
        (folder / f"draft{ending}").write_bytes(Desk(folder / "first", folder).draft(ending))
    shutil.copytree(folder / "first", folder / "late")
    late = Desk(folder / "late", folder)
    late.ingest(report=REPORT)
    (folder / "late-draft.docx").write_bytes(late.draft())
    return folder


@pytest.fixture
def draft(libraries) -> bytes:
    """What was drafted before the report came."""
    return (libraries / "draft.docx").read_bytes()


@pytest.fixture
def late_draft(libraries) -> bytes:
    """What was drafted with the report in."""
    return (libraries / "late-draft.docx").read_bytes()


@pytest.fixture
def desk(libraries, tmp_path) -> Desk:
    """Before the report came."""
    shutil.copytree(libraries / "first", tmp_path / "desk")
    return Desk(tmp_path / "desk", libraries)


@pytest.fixture
def late(libraries, tmp_path) -> Desk:
    """With the report in."""
    shutil.copytree(libraries / "late", tmp_path / "late")
    return Desk(tmp_path / "late", libraries)


def part(briefing: Briefing, key: str) -> str:
    """Every word of one part of a supplement; empty where it has no such part."""
    sections = [each for section in briefing.sections if section.key == key for each in walk([section])]
    return " ".join(
        text for each in sections for text in (each.heading, *(s.text for s in each.sentences), *each.notes)
    )


def points(document) -> list:
    return [each for each in document.paragraphs if each.style.name == "List Bullet"]


def folded(text: str) -> str:
    return " ".join(text.split())


def saved(document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def all_words(briefing: Briefing) -> str:
    return " ".join(
        text for each in walk(briefing.sections) for text in (*(s.text for s in each.sentences), *each.notes)
    )


@pytest.mark.parametrize("ending", FORMATS)
def test_where_nothing_happened_nothing_is_told(desk, libraries, ending):
    content = (libraries / f"draft{ending}").read_bytes()
    drafted, blocks = read_draft(content, f"draft{ending}")
    assert {each.mark for each in drafted.sentences} <= {drafted.print_of(block.text) for block in blocks}
    made, _ = desk.update(content, f"draft{ending}")
    assert "No paper came, changed or went since." in part(made.supplement, "papers")
    assert "Nothing is new." in part(made.supplement, "new")
    assert "You changed nothing" in part(made.supplement, "edits")
    assert {each.key for each in made.supplement.sections} == {"papers", "new", "edits"}


@pytest.mark.parametrize("ending", FORMATS)
def test_what_a_late_paper_says_is_told_as_new_with_the_paper_as_the_reason(late, libraries, ending):
    made, _ = late.update((libraries / f"draft{ending}").read_bytes(), f"draft{ending}")
    assert "New paper: report.txt, added on" in part(made.supplement, "papers")
    new = part(made.supplement, "new")
    assert "\u00a35,250 from Marlpit Engineering" in new and "New paper: report.txt" in new
    assert "You changed nothing" in part(made.supplement, "edits")


def test_every_sentence_of_a_supplement_is_cited(late, draft):
    supplement = late.update(draft)[0].supplement
    said = [sentence for each in walk(supplement.sections) for sentence in each.sentences]
    numbers = {n for each in said for n in each.citations}
    assert said and all(each.citations for each in said)
    assert numbers == {each.n for each in supplement.citations}


def test_a_replaced_paper_is_told_with_what_the_draft_said_before(late, late_draft):
    late.ingest(report=REPORT.replace("\u00a35,250", "\u00a35,900"))
    made, _ = late.update(late_draft)
    assert "report.txt was replaced by version 2 on" in part(made.supplement, "papers")
    changed = part(made.supplement, "changed")
    assert "\u00a35,900 from Marlpit Engineering" in changed
    assert "The draft said: \u201c" in changed and "\u00a35,250 from Marlpit Engineering" in changed


def test_words_that_a_replaced_paper_no_longer_has_are_no_longer_supported(late, late_draft):
    without = REPORT.replace(
        "2. Two prices for the repair of the sluice of the boating lake were received, of", "2. See"
    )
    late.ingest(report=without.replace("of \u00a35,250 and \u00a36,900", "Appendix A"))
    made, _ = late.update(late_draft)
    assert "Two prices for the repair" in part(made.supplement, "unsupported")
    assert "replaced by version 2" in part(made.supplement, "unsupported")


def test_what_rests_on_a_withdrawn_paper_is_no_longer_supported(late, late_draft):
    late.change("report", None)
    made, _ = late.update(late_draft)
    unsupported = part(made.supplement, "unsupported")
    assert "Marlpit Engineering" in unsupported
    assert "report.txt is no longer in the library, or you may not read it." in unsupported
    assert "Marlpit" not in all_words(made.draft)


def test_a_paper_that_the_reader_may_no_longer_see_looks_like_one_that_is_gone(late, late_draft):
    late.change("report", Access.EXEMPT)
    made, _ = late.update(late_draft, scope=Scope(PUBLIC))
    assert "report.txt is no longer in the library, or you may not read it." in part(
        made.supplement, "papers"
    )


def test_a_paper_with_other_access_is_told_to_who_may_still_read_it(late, late_draft):
    late.change("report", Access.EXEMPT)
    made, _ = late.update(late_draft)
    assert "Access to report.txt changed from public to exempt" in part(made.supplement, "papers")
    assert "Nothing is new." in part(made.supplement, "new")


def edited(content: bytes) -> tuple[bytes, str, str]:
    """The draft with one point reworded, one deleted and a paragraph added; the first two as they were."""
    document = docx.Document(io.BytesIO(content))
    found = [each for each in points(document) if "undertook" in each.text or "closed to boats" in each.text]
    promise = next(each for each in found if "undertook" in each.text)
    was = folded(promise.text)
    promise.runs[0].text = promise.runs[0].text.replace("undertook to bring", "has promised us")
    promise.insert_paragraph_before("Ring the Parks Manager before the meeting.")
    struck = next(folded(each.text) for each in found if "closed to boats" in each.text)
    for each in [point for point in points(document) if "closed to boats" in point.text]:
        each._p.getparent().remove(each._p)
    return saved(document), was, struck


def test_an_officers_edits_are_listed_apart(desk, draft):
    content, was, struck = edited(draft)
    told = part(desk.update(content)[0].supplement, "edits")
    assert "has promised us" in told and f"the draft said: \u201c{was}\u201d" in told
    assert "Added" in told and "\u201cRing the Parks Manager before the meeting.\u201d" in told
    assert f"Deleted, and left out of the new draft there: a sentence: \u201c{struck}\u201d" in told


@pytest.mark.parametrize(
    ("ending", "old", "new"),
    [
        (".html", "<h2", "<p>Ring the Parks Manager &amp; ask.</p><h2"),
        (".md", "\n## ", "\nRing the Parks Manager & ask.\n\n## "),
    ],
)
def test_edits_are_found_in_other_formats_than_word(desk, libraries, ending, old, new):
    text = (libraries / f"draft{ending}").read_text("utf-8")
    text = text.replace("undertook to bring", "has promised us").replace(old, new, 1)
    told = part(desk.update(text.encode(), f"draft{ending}")[0].supplement, "edits")
    assert "\u201cRing the Parks Manager & ask.\u201d" in told
    assert (
        "Changed" in told and "has promised us two prices" in told and "undertook to bring two prices" in told
    )


def test_an_officers_edits_stand_in_the_new_draft_as_the_officers_words(late, draft):
    content, was, struck = edited(draft)
    made, written = late.update(content)
    own = [each for each in walk(made.draft.sections) if each.key == "officer"]
    notes = [note for each in own for note in each.notes]
    assert "Ring the Parks Manager before the meeting." in notes
    assert any("has promised us" in note for note in notes)
    said = [sentence.text for each in walk(made.draft.sections) for sentence in each.sentences]
    assert was not in said and struck not in said
    assert any("Marlpit Engineering" in text for text in said)
    assert any("not from the papers and not checked" in warning for warning in made.draft.warnings)
    assert "Ring the Parks Manager before the meeting." in [
        each.text for each in docx.Document(io.BytesIO(written)).paragraphs
    ]


def test_an_officers_edits_outlive_a_second_update(desk, draft):
    content, was, struck = edited(draft)
    _, written = desk.update(content)
    made, again = desk.update(written)
    assert "Carried over again" in part(made.supplement, "edits")
    assert "Nothing is new." in part(made.supplement, "new")
    last, _ = desk.update(again)
    for each in (made, last):
        said = [sentence.text for section in walk(each.draft.sections) for sentence in section.sentences]
        assert was not in said and struck not in said
        assert "Ring the Parks Manager before the meeting." in all_words(each.draft)


def test_a_point_that_is_struck_out_in_one_of_two_places_stays_in_the_other(desk, draft):
    document = docx.Document(io.BytesIO(draft))
    again = docx.Document(io.BytesIO(draft))
    texts = [each.text for each in points(document)]
    assert len(texts) == len({*texts}), "this needs a draft that says nothing twice"
    drafted, _ = read_draft(draft, "draft.docx")
    first, last = points(again)[0], points(again)[-1]
    first.insert_paragraph_before(last.text, style="List Bullet")
    twice = with_record(saved(again), ".docx", drafted)
    document = docx.Document(io.BytesIO(twice))
    points(document)[0]._p.getparent().remove(points(document)[0]._p)
    made, _ = desk.update(saved(document))
    assert "Deleted in one of its places" in part(made.supplement, "edits")
    assert folded(last.text) in [
        sentence.text for each in walk(made.draft.sections) for sentence in each.sentences
    ]


def test_tracked_changes_count_as_if_they_were_accepted(desk, draft):
    document = docx.Document(io.BytesIO(draft))
    point = next(each for each in points(document) if "undertook" in each.text)
    deletion, insertion = OxmlElement("w:del"), OxmlElement("w:ins")
    for run in list(point.runs):
        for text in run._r.iter(qn("w:t")):
            text.tag = qn("w:delText")
        deletion.append(run._r)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "Prices are promised for June."
    run.append(text)
    insertion.append(run)
    point._p.append(deletion)
    point._p.append(insertion)
    told = part(desk.update(saved(document))[0].supplement, "edits")
    assert "Prices are promised for June." in told and "Deleted" in told


def test_hidden_words_do_not_come_to_light_and_what_is_unsettled_is_told(desk, draft):
    document = docx.Document(io.BytesIO(draft))
    new = points(document)[0].insert_paragraph_before("Seen by all. ")
    new.add_run("Only for the Chair.").font.hidden = True
    document.add_comment(new.runs[0], "Is this right?", author="J. Venn")
    content = saved(document)
    made, _ = desk.update(content)
    told = part(made.supplement, "edits")
    assert "Seen by all." in told and "Only for the Chair" not in told + all_words(made.draft)
    assert unsettled_in(content, "draft.docx") == ("comments", "hidden text")
    assert "The draft holds comments and hidden text." in told and unsettled_in(draft, "draft.docx") == ()


def test_the_draft_outlives_libreoffice(desk, draft):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    path = desk.folder / "draft.docx"
    path.write_bytes(draft)
    out = desk.folder / "out"
    profile = f"-env:UserInstallation=file://{desk.folder / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "docx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    made, _ = desk.update((out / "draft.docx").read_bytes())
    assert "You changed nothing" in part(made.supplement, "edits")


def test_the_record_holds_no_words_of_papers_and_no_name_of_one_that_is_not_public(late):
    late.change("report", Access.EXEMPT)
    drafted, _ = read_draft(late.draft(), "draft.docx")
    kept = drafted.model_dump_json()
    assert "exempt" in kept and "minutes.txt" in kept
    assert not any(word in kept for word in ("Marlpit", "report.txt", "sluice", "5,250"))


@pytest.mark.parametrize("ending", (".html", ".md"))
def test_a_topic_can_t_end_the_hidden_part(desk, ending):
    desk.request = BriefRequest(topic='sluice of the boating lake --> "></template><script>alert(1)</script>')
    content = desk.draft(ending)
    assert content.count(b"-->") == (ending == ".md") and content.count(b"</template>") == (ending == ".html")
    assert b"<script" not in content.replace(b"\\<script", b"")
    assert read_draft(content, f"draft{ending}")[0].as_request() == desk.request


def test_a_final_file_can_be_rid_of_the_record(desk, draft):
    document = docx.Document(io.BytesIO(draft))
    without_record(document)
    with pytest.raises(DraftError, match="carries no record of a draft by Minutebook"):
        read_draft(saved(document), "final.docx")


def test_a_file_of_another_kind_is_refused_with_what_to_give(desk):
    with pytest.raises(DraftError, match=r"notes\.odt: a draft to bring up to date ends in \.docx"):
        read_draft(b"", "notes.odt")
    with pytest.raises(DraftError, match="carries no record of a draft"):
        read_draft(saved(docx.Document()), "letter.docx")
    with pytest.raises(DraftError, match="carries no record of a draft"):
        read_draft(b"# Notes\n", "notes.md")
    with pytest.raises(DraftError, match="damaged"):
        read_draft(b"PK\x03\x04 no zip", "broken.docx")
    with pytest.raises(DraftError, match="damaged"):
        read_draft(b"{", "broken.json")


def test_a_damaged_record_is_told_with_the_field(desk):
    content = desk.draft(".md").replace(b'"minutebook_draft":1', b'"minutebook_draft":9')
    with pytest.raises(DraftError, match="can't be read .*minutebook_draft"):
        read_draft(content, "draft.md")


def test_a_draft_of_another_library_is_refused(draft, tmp_path):
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other", tmp_path)
    other.ingest(agenda=AGENDA.replace("Boating", "Skating"))
    with pytest.raises(DraftError, match="none of the .* papers that it was drafted from is in this library"):
        other.update(draft)


def test_a_record_is_replaced_and_not_added_twice(desk, draft):
    drafted, _ = read_draft(draft, "draft.docx")
    twice = docx.Document(io.BytesIO(with_record(draft, ".docx", drafted)))
    customs = [
        str(each.partname) for each in twice.part.package.iter_parts() if b"urn:minutebook:draft" in each.blob
    ]
    assert len([each for each in customs if "Props" not in each]) == 1
