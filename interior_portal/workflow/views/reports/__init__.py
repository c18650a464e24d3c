"""What the pages about cases and procedures show."""
