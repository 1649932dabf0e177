"""Finding things in a dataset, and what it holds."""
