"""The pages of the workflow: the home page, what is seen of cases across directorates."""
