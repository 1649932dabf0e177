"""What a figure is: values only, without files and without a dataset."""
