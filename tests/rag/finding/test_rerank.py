"""A second look at the hits: by a tiny cross-encoder with random weights, made here."""

from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.assembly import assemble
from rag.errors import RerankerMissing
from rag.settings import Settings

QUESTION = "What did the Panel decide about the sale of the depot in Quay Street?"


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("reranker")
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    (folder / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=128).save_pretrained(folder)
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_a_reranker_changes_the_order_and_neither_the_hits_nor_the_fall_of_the_scores(
    library_folder: Path, cross_encoder: Path, minutebook
):
    plain = minutebook.search(QUESTION, scope=Scope.owner(), k=8)
    with assemble(Settings(library=library_folder, reranker=cross_encoder)) as reranking:
        ranked = reranking.search(QUESTION, scope=Scope.owner(), k=8)
        assert reranking.search(QUESTION, scope=Scope.owner(), k=1)
    assert {hit.window.window_id for hit in ranked} == {hit.window.window_id for hit in plain}
    assert [hit.window.window_id for hit in ranked] != [hit.window.window_id for hit in plain]
    assert [hit.score for hit in ranked] == sorted((hit.score for hit in ranked), reverse=True)


def test_a_folder_without_a_model_is_refused_before_any_question(library_folder: Path, tmp_path: Path):
    with pytest.raises(RerankerMissing, match="MINUTEBOOK_RERANKER"):
        assemble(Settings(library=library_folder, reranker=tmp_path))
