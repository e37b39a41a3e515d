"""The offline workbook: written for a station to fill in, read back; and what an evaluator's has in common."""
