"""What a station can do about its score: the gaps, what each costs, the cheapest way to the next grade."""
