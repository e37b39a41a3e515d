"""Draft a guideline from the score table an authority publishes in Excel or Word."""
