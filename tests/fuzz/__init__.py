"""Fuzzing: inputs that nobody would write, and what came of them. See ``README.md``."""
