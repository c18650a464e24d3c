"""The year of the demonstration: what the meeting of 2025 asked for, and what became of it in 2026."""

from reports.demo.year import awareness, projects, readiness, recommendations, training


def load() -> None:
    """Make what is missing; idempotent."""
    recommendations.load()
    training.load()
    awareness.load()
    projects.load()
    readiness.load()
