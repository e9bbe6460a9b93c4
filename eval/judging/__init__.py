"""Figures that a language model judges: off by default, they inform and never gate."""
