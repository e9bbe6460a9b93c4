"""An officer's library before and after a late report, and the drafts that were made from it."""

import io
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx.document import Document

from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag.assembly import Minutebook, assemble
from rag.briefings.arrange import walk
from rag.briefings.briefing import Briefing, BriefRequest
from rag.briefings.carried import read_draft, recorded_json, unsettled_in, with_record
from rag.briefings.export import briefing_to_docx, briefing_to_html, briefing_to_markdown
from rag.briefings.paper_changes import PaperChanges
from rag.briefings.provenance import Provenance, provenance_of
from rag.briefings.supplement import Update, bring_up_to_date
from rag.errors import ModelError
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
FORMATS = (".docx", ".html", ".md", ".json")


class Meanwhile:
    """A model that has something happen at its first request, and never gives a reply."""

    name = "slow"

    def __init__(self, happen: Callable[[], object]) -> None:
        self._happen = happen
        self.has_happened = False

    def write(self, prompt: str) -> Iterator[str]:
        if not self.has_happened:
            self.has_happened = True
            self._happen()
        raise ModelError("no reply in time")
        yield


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

    def draft(self, ending: str = ".docx", meanwhile: Callable[[], object] | None = None) -> bytes:
        """A draft; ``meanwhile`` happens once, while a model writes that then fails."""
        settings = Settings(library=self.folder / "library")
        writer = None if meanwhile is None else Meanwhile(meanwhile)
        with Minutebook(settings, Library.open(settings.library), QueryEncoder(), None, writer) as minutebook:
            briefing = minutebook.brief(self.request, scope=Scope.owner())
            record = provenance_of(briefing, self.request)
        assert writer is None or writer.has_happened
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
            record = provenance_of(made.draft, drafted.as_request(), drafted.salt, made.struck)
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


@pytest.fixture
def other_desk(tmp_path) -> Desk:
    """A library that holds none of these papers."""
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other", tmp_path)
    other.ingest(agenda=AGENDA.replace("Boating", "Skating"))
    return other


@pytest.fixture(params=FORMATS)
def ending(request: pytest.FixtureRequest) -> str:
    """How the name of a draft ends, in each format after another."""
    return request.param


@pytest.fixture
def saved() -> Callable[[Document], bytes]:
    """The bytes of a Word document."""

    def save(document: Document) -> bytes:
        written = io.BytesIO()
        document.save(written)
        return written.getvalue()

    return save


@pytest.fixture
def report() -> str:
    """The late report."""
    return REPORT


@pytest.fixture
def part() -> Callable[[Briefing, str], str]:
    """Every word of one part of a supplement, by its key; empty where it has no such part."""

    def words(briefing: Briefing, key: str) -> str:
        sections = [each for section in briefing.sections if section.key == key for each in walk([section])]
        return " ".join(
            text
            for each in sections
            for text in (each.heading, *(s.text for s in each.sentences), *each.notes)
        )

    return words


@pytest.fixture
def all_words() -> Callable[[Briefing], str]:
    """Every sentence and note of a briefing."""

    def words(briefing: Briefing) -> str:
        return " ".join(
            text
            for each in walk(briefing.sections)
            for text in (*(s.text for s in each.sentences), *each.notes)
        )

    return words
