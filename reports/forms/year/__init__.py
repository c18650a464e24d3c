"""Forms of the Authority's year."""
