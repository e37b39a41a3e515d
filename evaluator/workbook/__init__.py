"""The offline workbook of a station, written and read back; evaluators' workbooks share its parts."""
