"""What owners, clerks and officers fill in."""
