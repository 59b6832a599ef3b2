"""One's own account, people and organisations."""

from django.urls import path

from yanzhen_web.views import people

urlpatterns = [
    path("language/", people.set_language, name="set_language"),
]
