"""The lock of the public API: what dependants can see, written down and held against the code."""
