"""What is kept: the folder of a model or run, its files, figures and card; foreign weights."""
