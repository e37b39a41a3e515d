"""Check the structure of a document against a JSON Schema; say what is wrong where it is written."""
