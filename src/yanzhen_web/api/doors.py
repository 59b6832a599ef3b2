"""What every request to the API goes through, in this order: method, key, how often it asks, access, a repetition of
what was asked before, the operation; and what every answer carries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja.operation import Operation, PathView

from yanzhen.language import Said, say
from yanzhen_web.access import Rule, note_refused
from yanzhen_web.api import bodies, keys, limits, problems
from yanzhen_web.api.idempotency import once
from yanzhen_web.api.problems import Fault, Problem
from yanzhen_web.api.rooms import Declared
from yanzhen_web.scopes import Actor
from yanzhen_web.services.history import circumstances

View = Callable[..., HttpResponseBase]
_WITH_LENGTH = Said(
    "请带 Content-Length 发正文，不要分块（chunked）。", "Send the body with its Content-Length, not chunked."
)


def door(path_view: PathView, declared: Mapping[str, Declared]) -> View:
    """The view of one address. `rules` says by method who may use it; a test walks the resolver and reads it."""
    operations = {method: operation for operation in path_view.operations for method in operation.methods}

    def enter(request: HttpRequest, **pieces: Any) -> HttpResponseBase:
        request.actor, request.user = Actor(), AnonymousUser()  # type: ignore[attr-defined]
        try:
            method = "GET" if request.method == "HEAD" else str(request.method)
            if method not in operations:
                raise problems.wrong_method([*operations, *(["HEAD"] if "GET" in operations else [])])
            return _through(request, operations[method], declared[method], pieces)
        except Exception as error:
            return problems.of(error).answer()

    rules = {method: one.rule for method, one in declared.items()}
    anybody = frozenset(role for rule in rules.values() for role in rule.who)
    kept = {"rules": rules, "access": Rule(anybody, tuple(rules)), "operations": path_view.operations}
    # Cookies authenticate nothing here, so nobody can be made to send a request with somebody else's.
    enter.__dict__.update(kept | {"csrf_exempt": True})
    return enter


def _through(request: HttpRequest, operation: Operation, declared: Declared, pieces: dict[str, Any]) -> Any:
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        raise Problem("insecure")  # no redirect: a program would go on sending its key in the clear
    token = keys.key_of(request)
    request.token, request.user = token, token.user  # type: ignore[attr-defined]
    request.actor = Actor.of(token.user, token.grants)  # type: ignore[attr-defined]
    limits.count(request, declared.cost)
    now = replace(circumstances.now(), actor=request.actor, door="api")  # type: ignore[attr-defined]
    with circumstances.under(now):
        _admit(request, declared)
        _check_size_and_type(request, operation, declared)
        _check_names(request, operation)
        if any(model.__ninja_param_source__ == "body" for model in operation.models):
            bodies.read(request)
        answer = once(request, lambda: _answered(lambda: operation.run(request, **pieces)))
    if isinstance(answer, StreamingHttpResponse):
        answer.streaming_content = _kept(now, answer.streaming_content)
    return answer


def _answered(work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        return work()
    except Exception as error:
        return problems.of(error).answer()


def _admit(request: HttpRequest, declared: Declared) -> None:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not declared.rule.admits(actor):
        note_refused(request)
        raise problems.missing()
    if not all(actor.granted(grant) for grant in declared.rule.grants):
        raise problems.not_granted(declared.rule.grants)


def _check_size_and_type(request: HttpRequest, operation: Operation, declared: Declared) -> None:
    if "Transfer-Encoding" in request.headers:  # its body would be taken for none
        raise Problem("malformed", _WITH_LENGTH)
    length = request.headers.get("Content-Length", "0") or "0"
    if not (length.isascii() and length.isdigit()):
        raise Problem("malformed")
    if int(length[:20]) > declared.most:
        raise Problem("too_large")
    takes_body = any(model.__ninja_param_source__ in ("body", "form", "file") for model in operation.models)
    if takes_body and int(length[:20]) and request.content_type != declared.takes:
        raise Problem("wrong_type")


def _check_names(request: HttpRequest, operation: Operation) -> None:
    """A misspelt parameter is refused, and one that is written twice: a filter that is passed over would give more than
    was asked for.
    """
    known = {name for m in operation.models if m.__ninja_param_source__ == "query" for name in names_of(m)}
    if unknown := sorted(request.GET.keys() - known)[:20]:
        raise problems.invalid(
            *[Fault(f"query:{name[:80]}", _unknown(known), code="extra_forbidden") for name in unknown]
        )
    if repeated := sorted(name for name, values in request.GET.lists() if len(values) > 1):
        advice = say("这个参数写了两遍，请只写一次。", "This parameter stands there twice; write it once.")
        raise problems.invalid(*[Fault(f"query:{name}", advice, code="repeated") for name in repeated])


def names_of(model: Any) -> Iterable[str]:
    """The names of the parameters that a model of ninja's reads."""
    return tuple(getattr(model, "__ninja_flatten_map__", {}))


def _unknown(known: Iterable[str]) -> str:
    listed = "、".join(sorted(known)), ", ".join(sorted(known))
    if not any(listed):
        return say("这个地址没有参数。", "This address takes no parameters.")
    return say(f"没有这个参数；可用的有 {listed[0]}。", f"There is no such parameter; there are {listed[1]}.")


def _kept(now: circumstances.Circumstances, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a file, made under the circumstances of the request, which is over when they are sent."""
    source = iter(pieces)
    while True:
        with circumstances.under(now):
            piece = next(source, None)
        if piece is None:
            return
        yield piece


def answer_of(content: bytes, type_: str, name: str) -> HttpResponse:
    """A file as an answer."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=type_, headers=headers)
