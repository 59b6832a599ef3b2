"""A small government sign-on server (OpenID Connect) on this machine, which can be told to cheat."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "yanzhen", "示例 secret & more"


@dataclass
class SignOn:
    """One server.

    Attributes:
        subject: who is signed in there, for whoever comes.
        claims: what the next id tokens say otherwise than they should; None takes a claim out.
        forge: what is done to the next id token before it is sent.
    """

    subject: str = "person-1"
    claims: dict[str, Any] = field(default_factory=dict)
    forge: Any = None
    discovery: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    down: bool = False

    def __post_init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def authorize(self, query: str) -> str:
        """What a browser does there: the person agrees, and is sent back with a code."""
        asked = {key: values[0] for key, values in parse_qs(query).items()}
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        told = {
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT, "exp": now + 300, "iat": now,
            "nonce": asked.get("nonce", ""), "email": "organiser@example.org", "email_verified": True,
            "preferred_username": "organiser", "name": "示例某人",
        } | self.claims  # fmt: skip
        told = {key: value for key, value in told.items() if value is not None}
        token = jwt.encode(told, self.key, algorithm="RS256", headers={"kid": "one"})
        return self.forge(token, told) if self.forge else token

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Exchange a code, once, from whoever knows the secret and the verifier."""
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != asked.get("code_challenge"):
            return 400, {"error": "invalid_grant"}
        told = {"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": self.id_token(asked)}
        return 200, told

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                pages = {
                    "/.well-known/openid-configuration": {
                        "issuer": outer.issuer,
                        "authorization_endpoint": f"{outer.issuer}/authorize",
                        "token_endpoint": f"{outer.issuer}/token",
                        "jwks_uri": f"{outer.issuer}/keys",
                        "token_endpoint_auth_methods_supported": ["client_secret_post"],
                    }
                    | outer.discovery,
                    "/keys": {"keys": [self.public()]},
                }
                found = pages.get(urlsplit(self.path).path)
                self.answer(503 if outer.down else 200 if found else 404, found or {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.answer(*outer.token({key: values[0] for key, values in parse_qs(body).items()}))

            def public(self) -> dict[str, Any]:
                told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(outer.key.public_key()))
                return {**told, "kid": "one", "use": "sig", "alg": "RS256"}

            def answer(self, status: int, told: dict[str, Any]) -> None:
                body = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
