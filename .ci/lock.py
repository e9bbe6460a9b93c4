"""A report of pip as requirements with hashes: ``lock.py REPORT``; for ``.ci/lock``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

HEADING = """\
# Every package of the service with its hash, for Python 3.11 on Linux (x86-64). Written by .ci/lock.
#     pip install --require-hashes --no-deps -r requirements.txt
# torch's build for processors alone (+cpu) is not on the usual index: add
#     --extra-index-url https://download.pytorch.org/whl/cpu
"""


def lines(report: dict[str, list[dict[str, dict]]]) -> list[str]:
    """One requirement a package, by name; this project itself is left out."""
    found = []
    for package in report["install"]:
        metadata = package["metadata"]
        if metadata["name"] == "minutebook":
            continue
        hashes = package["download_info"].get("archive_info", {}).get("hashes", {})
        if "sha256" not in hashes:
            raise SystemExit(f"{metadata['name']}: pip gives no sha256 for it. Run .ci/lock again.")
        found.append(f"{metadata['name'].lower()}=={metadata['version']} --hash=sha256:{hashes['sha256']}")
    return sorted(found)


if __name__ == "__main__":
    read = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(HEADING + "\n".join(lines(read)) + "\n")
