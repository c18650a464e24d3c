"""The chain of events and its sealed roots: nothing of what happened can be changed without a trace."""
