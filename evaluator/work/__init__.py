"""What is run for many stations: evaluate a round, receive deliveries, write workbooks."""
