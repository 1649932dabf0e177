"""One file for each question: the function and what it returns."""
