"""The ground: exact numbers, files written whole, masking, seals, what is shipped with the program."""
