"""Pure rules of the Authority's year."""
