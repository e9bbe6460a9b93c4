"""A short run of each attack on the service; the long ones, whose figures docs/security.md gives, are run by hand."""

from __future__ import annotations

import ast
import base64
import importlib
import io
import os
import zipfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.fixture(autouse=True)
def scripts_and_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scripts import one another; no setting of the person who runs the tests reaches them."""
    monkeypatch.syspath_prepend(str(HERE))
    for name in [name for name in os.environ if name.upper().startswith("MINUTEBOOK_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("script", "options", "told"),
    [
        ("doors", (), "Not shut: 0."),
        ("pairs", ("--pairs", "12"), "0 shared anything."),
        ("markup", ("--payloads", "20"), ": 0 faults."),
        ("connections", ("--addresses", "1"), "0 calls came, 0 were tried"),
        ("floods", ("--requests", "200", "--guesses", "200"), "grown by"),
        ("foreign_files", (), "0 faults."),
        ("canaries", ("--requests", "150"), "0 hits."),
        ("erasure", (), "| none |"),
        ("audit_bytes", ("--actions", "40", "--flips", "12"), ": 0 faults."),
    ],
)
def test_a_short_run_of_the_attack_finds_nothing(
    script: str, options: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert importlib.import_module(script).main(options) == 0, capsys.readouterr().out
    assert told in capsys.readouterr().out


def test_what_acts_in_a_page_a_text_a_file_or_a_table_is_seen(tmp_path: Path) -> None:
    live = importlib.import_module("live_markup")
    words = importlib.import_module("hostile_words")
    known = words.payloads(len(words._BASES), 1)
    pages = [each for each in known if "<" in each and not each.startswith(("[", "`", "<http", "<java"))]
    seen = [each for each in pages if list(live.of_html(f"<p>{each}</p>", words.MARK))]
    assert set(pages) - set(seen) <= {each for each in pages if each.startswith(("'", '"'))}
    assert list(live.of_html("<p title='javascript:alert(1)'>zxq &lt;script&gt;</p>", words.MARK)) == []
    assert list(live.of_markdown("![a](http://attacker.invalid/p.png)", words.MARK))
    assert list(live.of_markdown("[a](http://attacker.invalid/)", words.MARK))
    assert list(live.of_table('a,b\r\n=1+1,"@SUM(1)"\r\n')) == ["the cell '=1+1'", "the cell '@SUM(1)'"]
    calling = dict(importlib.import_module("calling_papers").calling_papers("http://attacker.invalid"))
    found = " ".join(live.of_word(calling["outside.docx"], words.MARK))
    assert "outside" in found


def test_code_that_loads_pickles_would_be_found() -> None:
    foreign = importlib.import_module("foreign_files")
    code = "import pickle\nfrom joblib import load\nx = np.load(a)\ny = eval(b)\nfrom eval.run import z\n"
    named = [name for node in ast.walk(ast.parse(code)) for name in foreign._named(node)]
    assert {"pickle", "joblib", "np.load", "eval"} <= set(named)
    assert "eval.run" not in named


def test_a_word_is_found_in_whatever_it_is_packed_in(tmp_path: Path) -> None:
    traces = importlib.import_module("erasure").traces
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr("a.xml", "Pelturine " * 50)
    contents = {
        "plain": b"x PELTURINE x",
        "utf16": "Pelturine".encode("utf-16"),
        "word": packed.getvalue(),
        "base64": b'{"a": "' + base64.b64encode(packed.getvalue()) + b'"}',
        "none": b"nothing",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    assert [each.partition(":")[0] for each in traces(tmp_path, ["pelturine"])] == sorted(
        contents.keys() - {"none"}
    )
