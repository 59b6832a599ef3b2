"""Second factors: codes of an app, recovery codes, passkeys."""

from __future__ import annotations

import io
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

import segno
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ISSUER = "雁阵 Yanzhen"
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes stand in for one that is lost."""


def box() -> MultiFernet:
    """What is kept or given out sealed is opened by this alone."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(b"second factors" + key.encode()).digest())) for key in keys])


class Factors(DefaultMFAAdapter):
    """What of second factors is the site's own."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("您的岗位要求保留一种第二步验证，不能全部停用。请先添加另一种。"),
        "cannot_generate_recovery_codes": _("请先启用验证器或通行密钥，再生成备用码。"),
        "incorrect_code": _("验证码不对，或者已经用过。"),
    }

    def get_totp_issuer(self) -> str:
        """The site's name in the app."""
        return ISSUER

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.username)

    def _get_site_name(self) -> str:
        return ISSUER

    def build_totp_svg(self, url: str) -> str:
        """Dark on white with a quiet zone, in whatever theme the page is."""
        drawn = io.BytesIO()
        segno.make(url, error="m", micro=False).save(drawn, kind="svg", scale=4, border=4, light="#fff", dark="#000")
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """A copy of the database alone gives no codes away."""
        return box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text that `encrypt` was given."""
        return box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Not the last one of somebody who has to have one."""
        actor = getattr(context.request, "actor", None)
        if actor is None or not actor.has(settings.SECOND_FACTOR_ROLES):
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=STRONG)
        return others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 -- allauth's name
        """A name for whoever gives none."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("通行密钥 %(number)s") % {"number": count + 1}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """What the device shows of the person."""
        return {"id": user.public_id.encode(), "display_name": str(user), "name": user.username}
