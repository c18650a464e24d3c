"""The writes of the Authority's year."""
