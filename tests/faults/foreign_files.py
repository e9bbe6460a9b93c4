"""Drops files into the library's folder that run code when they are loaded: ``foreign_files.py``.

Pickles under every name that somebody might load (indexes, caches, models, beside and inside the index, in place of
the index's own list), Python files that a careless start would import, and another library's whole index. Then the
library is opened, searched, asked, checked and rebuilt, by commands and by the service. None of the pickles may have
run, no word of the other library may be found, and the answers must be those of before. Also looks through our own
code for anything that loads pickles or runs what it reads. Prints what was tried; exit status 1 on any of it.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from attacked import application
from secret_papers import make_library

from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.library import Library

ROOT = Path(__file__).parents[2]
PACKAGES = ("prompts", "ingest", "rag", "eval", "api")
NAMES = (
    "bm25_index.pkl", "index.pickle", "cache.joblib", "vectors.npy", "model.pt", "pytorch_model.bin", "store.dill",
    "index/index.pkl", "index/current.pickle", "index/index_metadata.pickle", "uploads/job.pkl", "records.shelve",
)  # fmt: skip
CODE = ("sitecustomize.py", "conftest.py", "api.py", "minutebook.pth", "settings.py")
FORBIDDEN = {
    "pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "cloudpickle", "pandas.read_pickle",
    "eval", "exec", "yaml.load", "yaml.unsafe_load", "torch.load", "numpy.load", "np.load",
}  # fmt: skip
"""What loads objects or runs what it reads; looked for as an import and as a call."""
QUESTION = "What was decided about repairs of the quay?"


class Runs:
    """Makes a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, ...]:
        return (os.system, (f"touch '{self.marker}'",))


def drop(library: Path, other: Path, marker: Path) -> int:
    """Put the files there, and the other library's index in place of the library's own; how many files."""
    content = pickle.dumps(Runs(marker))
    run = f"import os; os.system(\"touch '{marker}'\")\n"
    index = library / "index"
    shutil.copytree(other / "index", index, dirs_exist_ok=True)
    within = sorted(each for each in index.rglob("*") if each.is_dir())
    for path in [*(library / name for name in NAMES), *(each / "index_metadata.pickle" for each in within)]:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    for name in CODE:
        (library / name).write_text(run, "utf-8")
    return len(NAMES) + len(within) + len(CODE)


def use(library: Path, word: str) -> Iterator[str]:
    """Use the library in every way that opens its files; a sentence for whatever is not as it should be."""
    minutebook = str(Path(sys.executable).with_name("minutebook"))
    commands = (["search", word], ["ask", QUESTION], ["library", "check"], ["library", "rebuild"])
    for command in commands:
        given = [minutebook, *command, "--library", str(library)]
        done = subprocess.run(given, capture_output=True, text=True, cwd=library, timeout=300)
        if word in done.stdout.replace(f'"{word}"', ""):
            yield f"{command} found a word of the other library"
        if "Traceback" in done.stderr or done.returncode not in (0, 1):
            yield f"{command} ended with {done.returncode}: {done.stderr[-300:]}"
    with application(library) as client:
        for path in ("search", "ask"):
            told = client.post(
                f"/api/v1/{path}", json={"query" if path == "search" else "question": word}
            ).text
            if f"{word} quay" in told:
                yield f"/{path} found a word of the other library"


def answer_of(library: Path) -> str:
    """The answer as it is told, with its citations."""
    with application(library) as client:
        answer = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    return json.dumps([answer["answer"], answer["citations"]])


def loading_code() -> Iterator[str]:
    """Places in our code that load objects or run what they read."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                for name in _named(node):
                    if name in FORBIDDEN or name.partition(".")[0] in FORBIDDEN - {"eval"}:
                        yield f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}: {name}"


def _named(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names if each.name.partition(".")[0] != "eval")
    elif isinstance(node, ast.ImportFrom) and node.module and not node.module.startswith("eval"):
        yield node.module
    elif isinstance(node, ast.Call):
        yield ast.unparse(node.func)


def main(arguments: Sequence[str] | None = None) -> int:
    """Drop the files, use the library, and print whether any of them ran."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args(arguments)
    faults = [f"our code loads: {each}" for each in loading_code()]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library, other, marker = folder / "library", folder / "other", folder / "PICKLE_EXECUTED"
        make_library(folder / "papers", library)
        word = "Plinthorax"
        (folder / "foreign.txt").write_text(
            f"NORSEY PANEL\n\n1. Quay\n\nThe {word} quay was repaired.\n", "utf-8"
        )
        with Library.create_or_open(other) as opened:
            Intake(opened, access=Access.PUBLIC).ingest([folder / "foreign.txt"])
        before = answer_of(library)
        n_files = drop(library, other, marker)
        faults += use(library, word)
        if answer_of(library) != before:
            faults.append("the answer is another one")
        if marker.exists():
            faults.append("a dropped file ran")
        # The pickles do run where they are loaded: what was tried could have failed.
        pickle.loads((library / NAMES[0]).read_bytes())
        if not marker.exists():
            faults.append("the pickle does not work")
    sys.stdout.write(f"{n_files} files and a foreign index dropped, {len(faults)} faults.\n")
    sys.stdout.write("".join(f"{each}\n" for each in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
