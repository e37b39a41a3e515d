"""Where points are made: facts, counting, the panel's marks, evidence, findings, totals, grade."""
