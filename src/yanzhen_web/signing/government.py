"""A government sign-on (OpenID Connect): it signs in a person whom we know already, and makes nobody.

Known is who has connected the account on the page, or whose account an administrator has told
(`services.people.signing`); never who merely has the same e-mail address. allauth leaves some checks to trust; here
all are made: PKCE, state, nonce, and the id token's signature, issuer, audience, party and time.
"""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.internal.flows.connect import disconnect as give_up
from allauth.socialaccount.internal.flows.connect import validate_disconnect
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from requests import RequestException

from yanzhen_web.services.history.noting import note_reading

_log = logging.getLogger("yanzhen_web.signing")
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures with a public key only: with a shared secret anybody who holds it could write tokens."""
_LEEWAY = 60
_CLAIMS = ["iss", "sub", "aud", "exp", "iat", "nonce"]


def provider_id() -> str:
    """What connections are kept under; empty where no sign-on is set up."""
    return settings.GOVERNMENT["provider_id"] if settings.GOVERNMENT else ""


def name_of_sign_on() -> str:
    """What the button says."""
    return (settings.GOVERNMENT or {}).get("name") or _("统一身份认证")


class Government(DefaultSocialAccountAdapter):
    """Who may come in through it."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "no_password": gettext_lazy("您还没有设密码，断开后就无法登录了。请先请管理员给您一个设置密码的链接。"),
        "connected_other": gettext_lazy("这个统一身份认证账号已连接到另一个人。"),
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody signs up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Whom we do not know is told so, and goes no further.

        Raises:
            ImmediateHttpResponse: with that page.
        """
        if sociallogin.state.get("process") == "connect" or sociallogin.is_existing:
            return
        note_reading("sign_in.refused", way="government", why="unknown")
        raise ImmediateHttpResponse(render(request, "socialaccount/unknown.html", status=403))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """One page for whatever went wrong; the history says which kind it was."""
        note_reading("sign_in.refused", way="government", why=str(error or "unknown"))
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(render(request, "socialaccount/login_cancelled.html"))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to the page from which accounts are connected."""
        return reverse("mfa_index")

    def send_notification_mail(self, *args: Any, **options: Any) -> None:
        """The site's own notices tell of it (`signing.notices`)."""


class GovernmentProvider(OpenIDConnectProvider):
    """Takes nothing from the address of the request but where to go on, and keeps nothing but the subject."""

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """allauth would let the address add parameters and scopes."""
        process = "connect" if request.POST.get("process") == "connect" else "login"
        wanted = super().get_redirect_from_request_kwargs(request)
        return {"process": process} | {key: wanted[key] for key in ("next_url",) if key in wanted}

    def redirect(
        self, request: HttpRequest, process: str, next_url: Any = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """With a nonce, which has to come back inside the id token."""
        nonce = secrets.token_urlsafe(32)
        return super().redirect(
            request, process, next_url, data, auth_params={"nonce": nonce}, nonce=nonce, scope=["openid"]
        )

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        """Where the button leads."""
        return reverse("government_sign_in")

    def get_oauth2_adapter(self, request: HttpRequest) -> GovernmentAdapter:
        """The one that checks."""
        return GovernmentAdapter(request, self.app.provider_id)

    def extract_uid(self, data: dict[str, Any]) -> str:
        """The subject of the verified id token."""
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing of what the server tells of a person is kept."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Neither name nor e-mail is taken over."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """Nobody is known by an e-mail address."""
        return []


class GovernmentAdapter(OpenIDConnectOAuth2Adapter):
    """The exchange with the server, with every check made."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the server says of itself.

        Raises:
            OAuth2Error: it says that it is another one.
        """
        config: dict[str, Any] = super().openid_config
        if str(config.get("issuer", "")).rstrip("/") != settings.GOVERNMENT["settings"]["server_url"]:
            raise OAuth2Error("the issuer is another one")
        return config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Our own path."""
        return request.build_absolute_uri(reverse("government_callback"))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Only the id token counts, and only once it is verified."""
        claims = self.verified(app.client_id, kwargs["response"].get("id_token") or "")
        return self.get_provider().sociallogin_from_response(request, claims)

    def verified(self, client_id: str, id_token: str) -> dict[str, Any]:
        """The claims of an id token.

        Raises:
            OAuth2Error: anything about it is wrong.
        """
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key_of(id_token),
                algorithms=list(ALGORITHMS),
                audience=client_id,
                issuer=self.openid_config["issuer"],
                leeway=_LEEWAY,
                options={"require": _CLAIMS},
            )
        except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
            raise OAuth2Error("the id token does not hold") from error
        if not self.nonce or not secrets.compare_digest(str(claims["nonce"]), self.nonce):
            raise OAuth2Error("the id token answers another request")
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if claims.get("azp", client_id) != client_id or (len(audience) > 1 and "azp" not in claims):
            raise OAuth2Error("the id token is for another party")
        return claims

    def _key_of(self, id_token: str) -> Any:
        header = jwt.get_unverified_header(id_token)
        if header.get("alg") not in ALGORITHMS:
            raise OAuth2Error("the id token is signed in a way that is not taken")
        with get_social_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            listed = answer.json().get("keys", [])
        fitting = [key for key in listed if key.get("use", "sig") == "sig" and key.get("kid") == header.get("kid")]
        if len(fitting) != 1:
            raise OAuth2Error("the id token names no key of the server")
        return jwt.PyJWK(fitting[0], algorithm=header["alg"]).key


class _Callback(OAuth2CallbackView):
    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        state, answer = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce") or ""
        return state, answer


def begin(request: HttpRequest) -> HttpResponse:
    """Off to the server. By a page of our own: browsers that obey the policy follow no form to another site.

    Raises:
        Http404: no sign-on is set up.
    """
    answer = _spoken(request, OAuth2LoginView)
    if answer.status_code == HTTPStatus.FOUND and "://" in answer["Location"]:
        return render(request, "socialaccount/leave.html", {"address": answer["Location"], "name": name_of_sign_on()})
    return answer


def come_back(request: HttpRequest) -> HttpResponse:
    """Back from the server.

    Raises:
        Http404: no sign-on is set up.
    """
    return _spoken(request, _Callback)


def _spoken(request: HttpRequest, view: Any) -> HttpResponse:
    if not provider_id():
        raise Http404
    try:
        return view.adapter_view(GovernmentAdapter(request, provider_id()))(request)  # type: ignore[no-any-return]
    except (OAuth2Error, RequestException, ValueError, KeyError, TypeError):
        # The server does not answer, or not in the way that the standard says.
        _log.warning("the sign-on server did not answer as it should", exc_info=True)
        note_reading("sign_in.refused", way="government", why="server")
        return render(request, "socialaccount/authentication_error.html", status=HTTPStatus.BAD_GATEWAY)


def connection_of(user: Any) -> Any:
    """The account at the sign-on server that is connected with a person; None."""
    return SocialAccount.objects.filter(user=user, provider=provider_id()).first() if provider_id() else None


def disconnect(request: HttpRequest, account: Any) -> None:
    """Take the connection back; a person without a password keeps it, for want of another way in."""
    try:
        validate_disconnect(request, account)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    give_up(request, account)
