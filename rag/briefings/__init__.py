"""Briefings before a meeting: what goes in, how it is put together, and its files."""
