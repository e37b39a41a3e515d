"""Evaluate social work stations against published guidelines, provably."""

__version__ = "0.1.0"
