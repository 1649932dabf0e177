"""Datasets: what they hold, and how entries are found."""
