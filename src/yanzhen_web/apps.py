"""The one Django app of the site."""

from django.apps import AppConfig


class YanzhenWeb(AppConfig):
    """Label `yanzhen_web`; every table carries it as prefix."""

    name = "yanzhen_web"
    label = "yanzhen_web"
    verbose_name = "雁阵"
    default_auto_field = "django.db.models.BigAutoField"
