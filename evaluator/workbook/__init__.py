"""The offline workbook: written for a station to fill in, read back into its folder."""
