"""Pages of meetings: the secretary's table, the chair, the hall."""
