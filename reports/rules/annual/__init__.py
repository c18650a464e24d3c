"""What the annual report is made of, as pure functions: its texts, its blocks and its numbers."""
