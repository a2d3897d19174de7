"""Reading across the features for one person's home page: a fixed number of statements, however much there is."""
