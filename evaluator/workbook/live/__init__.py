"""What the rules come to, live: facts, criteria, sections, total and grade as formulas of a spreadsheet."""
