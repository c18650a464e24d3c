"""The writes of the annual report: editions, the words, the figures, the books."""
