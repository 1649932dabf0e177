"""Rules over a whole dataset."""
