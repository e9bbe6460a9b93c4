"""What an officer changed in a draft: found, told apart from what the papers say, and kept."""

import io
import shutil
import subprocess

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from rag.briefings.arrange import walk
from rag.briefings.carried import read_draft, unsettled_in, with_record


def points(document) -> list:
    return [each for each in document.paragraphs if each.style.name == "List Bullet"]


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def edited(draft, saved) -> tuple[bytes, str, str]:
    """The draft with one point reworded, one deleted and a paragraph added; the first two as they were."""
    document = docx.Document(io.BytesIO(draft))
    found = [each for each in points(document) if "undertook" in each.text or "closed to boats" in each.text]
    promise = next(each for each in found if "undertook" in each.text)
    was = folded(promise.text)
    promise.runs[0].text = promise.runs[0].text.replace("undertook to bring", "has promised us")
    promise.insert_paragraph_before("Ring the Parks Manager before the meeting.")
    struck = next(folded(each.text) for each in found if "closed to boats" in each.text)
    for each in [point for point in points(document) if "closed to boats" in point.text]:
        each._p.getparent().remove(each._p)
    return saved(document), was, struck


def test_an_officers_edits_are_listed_apart(desk, edited, part):
    content, was, struck = edited
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
def test_edits_are_found_in_other_formats_than_word(desk, libraries, ending, old, new, part):
    text = (libraries / f"draft{ending}").read_text("utf-8")
    text = text.replace("undertook to bring", "has promised us").replace(old, new, 1)
    told = part(desk.update(text.encode(), f"draft{ending}")[0].supplement, "edits")
    assert "\u201cRing the Parks Manager & ask.\u201d" in told
    assert (
        "Changed" in told and "has promised us two prices" in told and "undertook to bring two prices" in told
    )


def test_an_officers_edits_stand_in_the_new_draft_as_the_officers_words(late, edited):
    content, was, struck = edited
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


def test_an_officers_edits_outlive_a_second_update(desk, edited, part, all_words):
    content, was, struck = edited
    _, written = desk.update(content)
    made, again = desk.update(written)
    assert "Carried over again" in part(made.supplement, "edits")
    assert "Nothing is new." in part(made.supplement, "new")
    last, _ = desk.update(again)
    for each in (made, last):
        said = [sentence.text for section in walk(each.draft.sections) for sentence in section.sentences]
        assert was not in said and struck not in said
        assert "Ring the Parks Manager before the meeting." in all_words(each.draft)


def test_a_point_that_is_struck_out_in_one_of_two_places_stays_in_the_other(desk, draft, part, saved):
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


def test_tracked_changes_count_as_if_they_were_accepted(desk, draft, part, saved):
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


def test_hidden_words_do_not_come_to_light_and_what_is_unsettled_is_told(desk, draft, part, all_words, saved):
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


def test_the_draft_outlives_libreoffice(desk, draft, part):
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
