"""Strict YAML with positions: parse, check against a schema, report errors, write."""
