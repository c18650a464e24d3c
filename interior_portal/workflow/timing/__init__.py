"""Working time: the calendar of a unit, and the promise of a case upon it."""
