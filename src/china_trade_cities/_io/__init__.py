"""Datasets as folders and documents."""
