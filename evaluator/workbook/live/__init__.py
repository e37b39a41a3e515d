"""Live results: facts, criteria, sections, total and grade as formulas of a spreadsheet."""
