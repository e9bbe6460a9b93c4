"""Prompts for the optional language model: one file each, and the loader that checks them."""
