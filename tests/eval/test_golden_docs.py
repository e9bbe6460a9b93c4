"""What docs/evaluation.md says of golden sets is what the program knows."""

import re
from pathlib import Path

from eval.golden import GoldenRecord, QuestionType
from eval.golden_csv import COLUMNS
from eval.importing.layouts import Layout

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "evaluation.md").read_text("utf-8")
_CODE = re.compile(r'(?:place\.(?:error|warning)\(|Finding\("error",)\s*"(\w+)"')


def test_every_field_and_every_type_of_a_golden_record_is_explained():
    assert [name for name in GoldenRecord.model_fields if f"`{name}`" not in PAGE] == []
    assert [kind for kind in QuestionType if kind.value not in PAGE] == []


def test_every_column_of_a_table_is_named():
    assert [name for name in COLUMNS if f"`{name}`" not in PAGE] == []


def test_every_finding_of_a_check_is_explained():
    sources = "".join(path.read_text("utf-8") for path in sorted((ROOT / "eval" / "checking").glob("*.py")))
    codes = set(_CODE.findall(sources))
    assert len(codes) > 15
    assert [code for code in sorted(codes) if f"`{code}`" not in PAGE] == []


def test_every_layout_that_can_be_imported_is_explained():
    assert [layout for layout in Layout if f"| `{layout.value}` |" not in PAGE] == []
