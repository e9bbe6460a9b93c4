"""Passages for a question: scores, variants of its words, and the reranker's place."""
