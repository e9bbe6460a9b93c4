"""Is a golden set sound: every slip in the file, every quote that is not in the papers, told at once.

Run before a set is used. An error would make a score wrong; a warning is for a person to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from eval.checking.findings import Finding
from eval.checking.papers import paper_findings
from eval.checking.questions import question_findings, repeats
from eval.golden import read_golden
from eval.papers_read import PapersRead


@dataclass(frozen=True)
class CheckReport:
    """What is found in a golden set, in the order of its lines, errors before warnings of the same line.

    ``papers`` names where quotes were looked up; None where they were not.
    """

    golden: Path
    n_questions: int
    n_suggested: int
    papers: str | None
    n_papers: int
    findings: tuple[Finding, ...]

    @property
    def n_errors(self) -> int:
        """How many findings make a score wrong."""
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def n_warnings(self) -> int:
        """How many a person should look at."""
        return len(self.findings) - self.n_errors

    def to_json(self) -> dict[str, object]:
        """The figures, then every finding."""
        return {
            "golden": str(self.golden),
            "questions": self.n_questions,
            "suggested": self.n_suggested,
            "papers": self.papers,
            "n_papers": self.n_papers,
            "errors": self.n_errors,
            "warnings": self.n_warnings,
            "findings": [finding.to_json() for finding in self.findings],
        }


def check_golden(golden: Path, papers: PapersRead | None) -> CheckReport:
    """Check a golden set, against its papers where there are any.

    Raises:
        GoldenError: The file is missing, not UTF-8, or in none of the forms.
    """
    reading = read_golden(golden)
    found = [Finding("error", "unreadable", slip.line, None, "", slip.what) for slip in reading.slips]
    if not reading.placed and not reading.slips:
        found.append(Finding("error", "empty", 1, None, "", "no questions in it."))
    for placed in reading.placed:
        found += question_findings(placed)
        if papers is not None:
            found += paper_findings(placed, papers)
    found += repeats(reading.placed)
    found.sort(key=lambda finding: (finding.line, finding.severity))
    return CheckReport(
        golden=golden,
        n_questions=len(reading.placed),
        n_suggested=len(reading.suggested),
        papers=papers.source if papers else None,
        n_papers=len(papers.all) if papers else 0,
        findings=tuple(found),
    )
