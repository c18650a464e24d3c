"""Cases of the past, written in bulk: for demonstrations and measurements, never for real applications.

A `story.Story` tells one case in the words of the engine: the same procedure, clock, timers, counting and
chain of events, without asking who may; `filling.fill` writes the stories of all directorates by COPY.
"""
