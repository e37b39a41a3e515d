"""An evaluator's workbook: one tab per station, read back into marking sheets."""
