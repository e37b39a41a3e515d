"""Files to nouns, with every problem found on the way."""
