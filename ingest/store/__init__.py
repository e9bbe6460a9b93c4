"""The library: one SQLite file that is the truth, and the indexes that are caches of it."""
