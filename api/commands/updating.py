"""``minutebook brief --update``: what late papers change in a draft, and the draft brought up to date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from api.errors import PathMissing, WrongUse
from api.files import as_file, template_at
from api.identity.keyboard import scope_at_the_keyboard
from api.settings import AppSettings
from api.terminal import note, say, say_json
from rag.assembly import assemble
from rag.briefings.arrange import arrange
from rag.briefings.briefing import Briefing
from rag.briefings.carried import read_draft, unsettled_in
from rag.briefings.export import briefing_to_markdown
from rag.briefings.paper_changes import PaperChanges
from rag.briefings.provenance import provenance_of
from rag.briefings.supplement import bring_up_to_date


@dataclass(frozen=True)
class Wanted:
    """The draft, its agenda (a paper, or a file outside the library) where it is named anew, and where to write."""

    draft: Path
    agenda: str | None
    agenda_file: Path | None
    output: Path | None
    as_json: bool
    tried_as: str | None = None


def bring(wanted: Wanted, settings: AppSettings, template: Path | None) -> None:
    """Print the supplement, and write the new draft where one is wanted.

    Raises:
        PathMissing: There is no such file.
        WrongUse: The new draft would be written over the old one, or the template can't be used.
        DraftError: The file is no draft, or was drafted from another library.
    """
    _require_other_file(wanted.draft, wanted.output)
    house = template_at(template or settings.template)
    content, name = _content(wanted.draft), wanted.draft.name
    drafted, blocks = read_draft(content, name)
    request = drafted.as_request()
    if wanted.agenda or wanted.agenda_file:
        if not request.agenda:
            raise WrongUse(f"{wanted.draft} was not drafted from an agenda; leave out --agenda.")
        request = replace(request, agenda=wanted.agenda, agenda_file=wanted.agenda_file)
    scope = scope_at_the_keyboard(wanted.tried_as, settings.library)
    with assemble(settings.for_answers()) as minutebook:
        changes = PaperChanges.of(drafted, name, minutebook.library, scope)
        anew = minutebook.brief(request, scope=scope)
        # The sections and headings of the file, but not yet its title line, which is put round the title again below.
        anew = _titled(arrange(anew, house), anew.title)
        made = bring_up_to_date(changes, blocks, anew, minutebook.library, scope, unsettled_in(content, name))
        record = provenance_of(made.draft, request, drafted.salt, made.struck)
    if wanted.output is not None:
        wanted.output.write_bytes(as_file(made.draft, wanted.output.suffix.lower(), house, record).content)
        note(
            f"Wrote {wanted.output}: the draft brought up to date, with your edits in it. Check it before it is used."
        )
    if wanted.as_json:
        say_json(made.supplement.to_json())
    else:
        say(briefing_to_markdown(made.supplement))


def _require_other_file(draft: Path, output: Path | None) -> None:
    """Refuse to write over the draft, which holds the officer's work."""
    if output is not None and output.exists() and draft.exists() and output.samefile(draft):
        raise WrongUse(f"-o {output} is the draft itself. Write the new one beside it, under another name.")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise PathMissing(
            f"--update {path}: can't be read ({problem.strerror}). Check the path."
        ) from problem


def _titled(briefing: Briefing, title: str) -> Briefing:
    return replace(briefing, title=title)
