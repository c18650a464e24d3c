"""A directorate that exists to be killed: its cases meet all that the engine has while processes die."""
