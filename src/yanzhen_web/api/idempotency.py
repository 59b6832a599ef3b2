"""`Idempotency-Key`: a request that is sent again because its answer was lost changes nothing twice.

Around every operation that changes something. What changed nothing (an answer that is not 2xx) is not kept: the key is
free again, so that a mended request may be sent under it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from yanzhen.language import Said, say
from yanzhen_web.api.problems import Fault, Problem, invalid
from yanzhen_web.models import IdempotencyKey
from yanzhen_web.scopes import Actor
from yanzhen_web.services.programs import idempotency

Next = Callable[[], HttpResponseBase]
HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
_KEY = re.compile(r"[!-~]{1,100}")
_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_KEPT_HEADERS = ("Content-Type", "Content-Language", "Location", "ETag")


def once(request: HttpRequest, rest: Next) -> HttpResponseBase:
    """The operation, or the answer that it gave to the same request before."""
    if request.method not in _METHODS or HEADER not in request.headers:
        return rest()
    try:
        row = _claim(request)
        secret = _secret_of(request)
        if row.status is not None:
            return _again(idempotency.repeated(row, secret))
    except Problem as problem:
        return problem.answer()
    except idempotency.Busy:
        told = Said("同一个请求还在处理，请稍后再发。", "The same request is being worked on; send it again later.")
        return Problem("conflict", told, headers={"Retry-After": "2"}).answer()
    except idempotency.Reused:
        return invalid(_fault("reused")).answer()
    return _first(row, secret, rest)


def _claim(request: HttpRequest) -> IdempotencyKey:
    key = request.headers[HEADER]
    if not _KEY.fullmatch(key):
        raise invalid(_fault("string_pattern_mismatch"))
    return idempotency.claim(request.user, key, _hash_of(request))  # type: ignore[arg-type]


def _first(row: IdempotencyKey, secret: str, rest: Next) -> HttpResponseBase:
    kept = False
    try:
        with transaction.atomic():
            answer = rest()
            if isinstance(answer, HttpResponse) and 200 <= answer.status_code < 300:
                idempotency.keep(row, secret, _kept(answer))
                kept = True
            elif answer.status_code >= 500:
                transaction.set_rollback(True)
    except idempotency.Lost:
        return Problem("conflict", headers={"Retry-After": "2"}).answer()
    finally:
        if not kept:
            idempotency.give_back(row)
    return answer


def _kept(answer: HttpResponse) -> idempotency.Answer:
    headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
    return idempotency.Answer(answer.status_code, headers, answer.content)


def _again(answer: idempotency.Answer) -> HttpResponse:
    return HttpResponse(answer.body, status=answer.status, headers={**answer.headers, REPLAYED: "true"})


def _fault(code: str) -> Fault:
    if code == "reused":
        told = say("这个键用于过另一个请求，请换一个新的。", "This key has served another request; make a new one.")
    else:
        told = say("1 到 100 个可见的英文字符，如 UUID。", "Write 1 to 100 visible ASCII characters, such as a UUID.")
    return Fault(f"header:{HEADER}", told, code=code)


# --- what makes two requests the same --------------------------------------------------------------------------------


def _hash_of(request: HttpRequest) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(request):
        digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.hexdigest()


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    """Method, address, condition and body; and who asks, with which rights: these may have changed since."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    yield str(request.method).encode()
    yield request.get_full_path().encode()
    yield request.headers.get("If-Match", "").encode()
    yield repr((actor.user_id, sorted(map(repr, actor.desks)), sorted(actor.grants or ()))).encode()
    if request.content_type == "multipart/form-data":
        yield from _parts(request)  # the boundary between them differs each time
    else:
        yield request.body


def _parts(request: HttpRequest) -> Iterator[bytes]:
    for name, values in sorted(request.POST.lists()):
        yield from (name.encode(), *(value.encode("utf-8", "surrogatepass") for value in values))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest = hashlib.sha256()
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
            yield from (name.encode(), (file.name or "").encode("utf-8", "surrogatepass"), digest.digest())


def _secret_of(request: HttpRequest) -> str:
    return request.headers["Authorization"].split()[-1]
