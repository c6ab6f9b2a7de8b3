"""Operators: one for each documented update."""
