"""What is done with a round's folder: receive, hand out, look at, decide, close."""
