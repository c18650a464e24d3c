"""What is read of the annual report."""
