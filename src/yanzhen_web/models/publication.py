"""How far a record may go."""

from django.db import models


class Publication(models.TextChoices):
    """公开, 内部(工作秘密), 商业秘密."""

    OPEN = "open", "公开"
    INTERNAL = "internal", "内部"
    SECRET = "secret", "商业秘密"
