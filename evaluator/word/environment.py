"""The Jinja environment all templates are rendered in: escaping, strict about names, sandboxed."""

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment


def environment() -> ImmutableSandboxedEnvironment:
    """Return a new environment in which no text is lost and no code is run."""
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
