"""Read files into model objects, and report every problem in them."""
