"""Operations on a round's folder: receive, hand out, inspect, decide, close."""
