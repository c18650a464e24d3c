"""What is filled in on the pages that all directorates share."""
