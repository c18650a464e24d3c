"""The annual report as a book."""
