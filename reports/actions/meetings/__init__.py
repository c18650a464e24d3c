"""The verbs of a meeting. Whatever touches the hall or a vote locks the meeting first, then the vote."""
