"""An evaluator's workbook: written with a sheet for each station, and read back into sheets."""
