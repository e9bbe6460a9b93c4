"""Looks over an environment's packages: ``packages.py [FOLDER]``, of the Python that runs it unless a folder is named.

Told, each with what to do: packages that ``constraints.txt`` doesn't pin at this version; files that Python runs at
every start, whatever is imported, and that nobody has read; weights that are not the published ones. Ends with 0
where nothing is found, else with 1.
"""

from __future__ import annotations

import hashlib
import re
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

CONSTRAINTS = Path(__file__).resolve().parents[1] / "constraints.txt"
OWN = {"minutebook": "this project", "pip": "comes with Python's own venv"}
"""Packages that no line pins, and why."""

READ = {
    "__editable__.minutebook-0.1.0.pth": "923048b121fd6146c5f50a8b7d1357bbf4a21eba1262ccebd213cdba1b1cb957",
    "a1_coverage.pth": "ef2ed06d19867ec669c09a804060666a9cd5e383af0a9d11aa2de79b77d448e8",
    "distutils-precedence.pth": "2638ce9e2500e572a5e0de7faed6661eb569d1b696fcba07b0dd223da5f5d224",
}
"""SHA-256 of the files that run code at every start and were read: the way to this project's own folders, coverage
of child processes where two variables ask for it, and setuptools' stand-in for distutils."""


@dataclass(frozen=True)
class Findings:
    """What was looked at, by number, and what is wrong, a sentence each."""

    n_packages: int
    n_starting: int
    wrong: tuple[str, ...]


def folded(name: str) -> str:
    """A package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(constraints: Path) -> dict[str, str]:
    """Versions by folded name."""
    lines = (line.split("#")[0].strip() for line in constraints.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("==") for line in lines if line)
    return {folded(name): version for name, _, version in pairs}


def unpinned(installed: dict[str, str], pins: dict[str, str]) -> Iterator[str]:
    """A sentence for each package that has no pin, or another version; ``+cpu`` and the like are left aside."""
    for name, version in sorted(installed.items()):
        if name in OWN:
            continue
        if name not in pins:
            yield f"{name} {version} is not in constraints.txt. Add it there if it is needed, or uninstall it."
        elif version.partition("+")[0] != pins[name]:
            yield f"{name} is {version}, constraints.txt says {pins[name]}. Run rm -rf .venv and make again."


def starting(folder: Path) -> list[Path]:
    """Files in a folder of packages that Python runs, or runs lines of, at every start (see ``site``)."""
    found = [path for path in sorted(folder.glob("*.pth")) if runs_code(path.read_bytes())]
    for name in ("sitecustomize", "usercustomize"):
        found += [each for each in (folder / f"{name}.py", folder / name) if each.exists()]
    return found


def runs_code(content: bytes) -> bool:
    """Whether a ``.pth`` file does more than name folders: ``site`` executes lines that begin with ``import``."""
    return any(
        line.startswith((b"import ", b"import\t"))
        for line in content.removeprefix(b"\xef\xbb\xbf").splitlines()
    )


def unread(paths: list[Path]) -> Iterator[str]:
    """A sentence for each that is not, byte for byte, one that was read."""
    for path in paths:
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "none, it is a folder"
        if READ.get(path.name) != digest:
            yield (
                f"{path} runs at every start of Python, and is not known (sha256 {digest}). Read it. If it is"
                " harmless add it to .ci/packages.py, else remove the package that brought it."
            )


def look_over(folders: list[Path], pins: dict[str, str]) -> Findings:
    """What is found in folders of packages."""
    installed = {
        folded(each.name): each.version for each in distributions(path=[str(path) for path in folders])
    }
    paths = [path for folder in folders for path in starting(folder)]
    return Findings(len(installed), len(paths), (*unpinned(installed, pins), *unread(paths)))


def main() -> int:
    """Tell what is found; the exit status."""
    own = dict.fromkeys(Path(sysconfig.get_path(kind)) for kind in ("purelib", "platlib"))
    folders = [Path(each) for each in sys.argv[1:]] or list(own)
    found = look_over(folders, pinned(CONSTRAINTS))
    wrong = [*found.wrong, *(weights_that_differ() if len(sys.argv) == 1 else ())]
    for sentence in wrong:
        sys.stderr.write(f"packages: {sentence}\n")
    sys.stdout.write(
        f"{found.n_packages} packages, {found.n_starting} files that run at every start, {len(wrong)} unexplained\n"
    )
    return 1 if wrong else 0


def weights_that_differ() -> Iterator[str]:
    """A sentence where the encoder's weights are not the published ones."""
    from ingest.store.encoder import WeightsDiffer, verify_weights

    try:
        verify_weights()
    except WeightsDiffer as error:
        yield str(error)


if __name__ == "__main__":
    sys.exit(main())
