"""What a station hands in to show that its figures are true."""
