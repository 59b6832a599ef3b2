"""The one Django app of the site."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class YanzhenWeb(AppConfig):
    """Label `yanzhen_web`; every table carries it as prefix."""

    name = "yanzhen_web"
    label = "yanzhen_web"
    verbose_name = "雁阵"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What happens at sign-in is written down; what is written down is guarded by the database."""
        from yanzhen_web.models.recorded import watch_statements
        from yanzhen_web.signing import notices  # noqa: F401 -- connects its receivers
        from yanzhen_web.triggers import raise_guards

        connection_created.connect(watch_statements, dispatch_uid="what writes recorded rows")
        post_migrate.connect(raise_guards, sender=self, dispatch_uid="the history's guards")
