"""Pages of the Authority's year."""
