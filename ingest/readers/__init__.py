"""Readers: bytes of one format to Text (text, page map, notices)."""
