"""Is a sentence true to its anchors? Deterministic, one concern a module; `verify` gives the verdict."""
