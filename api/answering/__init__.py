"""Answering in processes of its own, beside the one that speaks HTTP."""
