"""Conditions in three values: truth, wording, monotonicity, and formulas of a spreadsheet."""
