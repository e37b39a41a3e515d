"""The offline workbook: written for a station to fill in and read back; and what an evaluator's shares."""
