"""Strict YAML with positions: parse, check against a schema, report errors, write.

Of PyYAML only libyaml's parser and its events are used. Its own reader of YAML is imported all the same, with
regular expressions that take longer to compile than a station's points to compute; they are left until used.
"""

from evaluator.base.once import patterns_when_used

with patterns_when_used():
    import yaml  # noqa: F401
