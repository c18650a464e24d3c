"""The Authority's year: recommendations, projects, training, awareness, readiness."""

from django.urls import path

from reports.views.year import recommending

urlpatterns = [
    path("year/recommendations/", recommending.recommendations, name="recommendations"),
    path("year/recommendations/new/", recommending.enter, name="recommendation_new"),
    path(
        "year/recommendations/<slug:reference>/",
        recommending.recommendation,
        name="recommendation",
    ),
    path(
        "year/recommendations/<slug:reference>/progress/",
        recommending.progress,
        name="recommendation_progress",
    ),
    path(
        "year/recommendations/<slug:reference>/evidence/<int:pk>/",
        recommending.evidence,
        name="recommendation_evidence",
    ),
    path(
        "year/recommendations/<slug:reference>/<slug:verb>/",
        recommending.step,
        name="recommendation_step",
    ),
]
