"""The gate's verdict for people and machines that watch a change: Markdown for a pull request, JUnit XML for CI."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eval.gate import Check, Outcome, Verdict
from eval.report import plain, table

_SAID: dict[Outcome, str] = {
    "pass": "**Pass.** No loss beyond what the policy lets remain possible.",
    "fail": "**Fail.** The run is worse than its baseline, or breaks a floor.",
    "undecided": "**Undecided.** Nothing is shown to be worse, but there are not enough questions to tell.",
}
_HEAD = [
    "metric",
    "before",
    "now",
    "95 % interval of the change",
    "n",
    "adjusted p",
    "could show",
    "outcome",
]
# XML 1.0 has no way to write these, escaped or not.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def verdict_markdown(verdict: Verdict) -> str:
    """The verdict on one page: what failed, what is open, then every figure."""
    parts = [
        f"# Gate: {verdict.outcome}\n{_SAID[verdict.outcome]}",
        f"{verdict.n_questions} questions in {plain(verdict.new)} and in {plain(verdict.old)}.",
        _listed("What failed", verdict.of("fail")),
        _listed("What can't be told", verdict.of("undecided")),
        _figures([check for check in verdict.checks if check.kind == "metric"]),
        _counts([check for check in verdict.checks if check.kind in ("floor", "bar", "drop", "growth")]),
        _slices([check for check in verdict.checks if check.kind == "slice"]),
    ]
    if verdict.made_otherwise:
        lines = "\n".join(f"- {plain(line)}" for line in verdict.made_otherwise)
        parts.append(f"## What the runs were made with that differs\n{lines}")
    return "\n\n".join(part for part in parts if part) + "\n"


def verdict_junit(verdict: Verdict) -> bytes:
    """JUnit XML: a test case for each check; undecided is *skipped*, which CI shows and doesn't fail on."""
    failed, undecided = verdict.of("fail"), verdict.of("undecided")
    suite = Element(
        "testsuite",
        name="minutebook gate",
        tests=str(len(verdict.checks)),
        failures=str(len(failed)),
        skipped=str(len(undecided)),
        errors="0",
    )
    for check in verdict.checks:
        name = _xml(f"{check.name}, {check.where}")
        case = SubElement(suite, "testcase", classname=f"gate.{check.kind}", name=name)
        if check.outcome == "fail":
            SubElement(case, "failure", message=_xml(check.told))
        elif check.outcome == "undecided":
            SubElement(case, "skipped", message=_xml(check.told))
        else:
            SubElement(case, "system-out").text = _xml(check.told)
    indent(suite)
    written: bytes = tostring(suite, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _listed(heading: str, checks: Sequence[Check]) -> str:
    if not checks:
        return ""
    lines = [
        f"- {check.kind} **{plain(check.name)}**, {plain(check.where)}: {plain(check.told)}"
        for check in checks
    ]
    return f"## {heading}\n" + "\n".join(lines)


def _figures(checks: Sequence[Check]) -> str:
    rows = [_row(check) for check in checks]
    return "## Figures\n" + table(_HEAD, rows) if rows else ""


def _row(check: Check) -> list[str]:
    found = check.compared.difference if check.compared else None
    if found is None or check.compared is None:
        return [plain(check.name), "", "", "", "0", "", "", check.outcome]
    return [
        plain(check.name),
        f"{found.old:.3f}",
        f"{found.new:.3f}",
        f"{found.interval.low:+.3f} to {found.interval.high:+.3f}",
        str(found.n),
        f"{check.compared.adjusted_p_loss:.3f}",
        "nothing" if found.detectable is None else f"{found.detectable:.3f}",
        check.outcome,
    ]


def _counts(checks: Sequence[Check]) -> str:
    rows = [[check.kind, plain(check.name), plain(check.told), check.outcome] for check in checks]
    return (
        "## Floors, bars, drops and growth\n" + table(["kind", "what", "found", "outcome"], rows)
        if rows
        else ""
    )


def _slices(checks: Sequence[Check]) -> str:
    """Only slices in which something moved: most don't, and a reviewer has to find the others."""
    rows = [
        [plain(check.where), *_row(check)]
        for check in checks
        if check.compared and check.compared.difference and check.compared.difference.change
    ]
    told = f"## Slices\n{len(checks)} comparisons in slices, {len(rows)} with a change"
    if not rows:
        return told + "."
    return f"{told}:\n\n" + table(["slice", *_HEAD], rows)


def _xml(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)
