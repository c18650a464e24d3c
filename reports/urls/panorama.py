"""The panorama for the meeting hall: its files and its photos."""

from django.urls import path

from reports.views import panorama

PANORAMA = "annual/<int:year>/<int:number>/panorama/"

urlpatterns = [
    path(PANORAMA, panorama.panorama, name="panorama"),
    path(f"{PANORAMA}<slug:language>/", panorama.show, name="panorama_show"),
    path(f"{PANORAMA}<slug:language>/file.<slug:form>", panorama.file, name="panorama_file"),
    path(f"{PANORAMA}photos/<int:pk>/", panorama.photo, name="panorama_photo"),
]
