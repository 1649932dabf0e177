"""The published layout of CSV tables: cells to objects and back."""
