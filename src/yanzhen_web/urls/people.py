"""Signing in and out, one's own account, people and organisations."""

from django.urls import path

from yanzhen_web.views import people

urlpatterns = [
    path("sign-in/", people.sign_in, name="sign_in"),
    path("sign-out/", people.sign_out, name="sign_out"),
    path("password/", people.password_change, name="password_change"),
    path("language/", people.set_language, name="set_language"),
]
