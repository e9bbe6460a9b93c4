"""Evaluation: golden questions, runs and their figures."""
