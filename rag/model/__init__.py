"""Prose from a language model: numbered evidence out, cited sentences back, and every way that it fails."""
