"""What went wrong, told to programs and to the people who write them: RFC 9457, in the language asked for.

A hidden object and a missing one give the same problem to the byte: nothing of the request stands in it.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, TooManyFilesSent, UnreadablePostError
from ninja.errors import HttpError, ValidationError

from yanzhen.errors import MissingPiece, YanzhenError
from yanzhen.language import Said
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.editing import Conflict
from yanzhen_web.services.records.fieldchecking import RefusedFields

_log = logging.getLogger("yanzhen_web.api")
TYPE = "application/problem+json"
DOCS = "/api/v1/docs"


@dataclass(frozen=True)
class Fault:
    """One value that is refused: where it stands, what it is called, what to write instead."""

    pointer: str
    detail: str
    label: str = ""
    code: str = "invalid"

    def told(self) -> dict[str, str]:
        """As the body of a problem has it."""
        named = {"label": self.label} if self.label else {}
        return {"pointer": self.pointer, "code": self.code, **named, "detail": self.detail}


@dataclass(frozen=True)
class Sort:
    """A kind of problem: its code, its status, what it is called, what to do."""

    code: str
    status: int
    title: Said
    detail: Said


_SORTS = (
    Sort(
        "malformed",
        400,
        Said("请求读不懂", "The request can't be read"),
        Said(
            "正文应是一个 JSON（UTF-8），或按说明分段的表单。",
            "Send one JSON document in UTF-8, or the form that the schema shows.",
        ),
    ),
    Sort(
        "unauthenticated",
        401,
        Said("需要有效的密钥", "A valid key is needed"),
        Said(
            "请在 Authorization 头中写 Bearer 和密钥；密钥在“我的账号”页签发。",
            "Send the header Authorization: Bearer KEY; keys are issued on the page of your account.",
        ),
    ),
    Sort(
        "insecure",
        403,
        Said("请改用 https", "Use https"),
        Said(
            "密钥不能走不加密的连接；这把密钥刚才已在明文里发过，请撤销后另发。",
            "Keys must not travel unencrypted; the one just sent in the clear should be revoked and replaced.",
        ),
    ),
    Sort(
        "not_granted",
        403,
        Said("密钥没有这项权限", "The key was not given this"),
        Said("请在“我的账号”页签发一个带这项权限的密钥。", "Issue a key with this grant on the page of your account."),
    ),
    Sort(
        "missing",
        404,
        Said("没有这个地址或对象", "There is no such address or object"),
        Said(
            "请核对地址和编号；您看不到的对象与不存在的一样。",
            "Check the address and the id; what you may not see answers like what does not exist.",
        ),
    ),
    Sort(
        "wrong_method",
        405,
        Said("这个地址不支持这种方法", "This address does not take this method"),
        Said("可用的方法见 Allow 头。", "The header Allow lists those that it takes."),
    ),
    Sort(
        "conflict",
        409,
        Said("现在不能这样做", "This can't be done now"),
        Said(
            "对象的状态不允许；请先读取它现在的状态。",
            "The state of the object does not allow it; read its present state first.",
        ),
    ),
    Sort(
        "changed",
        412,
        Said("记录已被别人改过", "The record has changed since"),
        Said("请重新读取，合并后用新的 ETag 再发。", "Read it again, merge, and send it with the new ETag."),
    ),
    Sort(
        "too_large",
        413,
        Said("请求太大", "The request is too large"),
        Said(
            "正文不超过 2 MB；工作簿不超过 60 MB，请分成几个。", "Bodies have at most 2 MB, workbooks 60 MB; split it."
        ),
    ),
    Sort(
        "wrong_type",
        415,
        Said("不支持这种正文类型", "This type of body is not taken"),
        Said("请用说明里写的 Content-Type。", "Use the Content-Type that the schema shows."),
    ),
    Sort(
        "invalid",
        422,
        Said("有的值不对", "Some values are not right"),
        Said("errors 里逐项写明位置和改法。", "errors says for each where it stands and what to write instead."),
    ),
    Sort(
        "unconditional",
        428,
        Said("需要 If-Match", "If-Match is needed"),
        Said("请先读取，把得到的 ETag 写进 If-Match 再改。", "Read it first and send its ETag in If-Match."),
    ),
    Sort(
        "too_many",
        429,
        Said("请求太频繁", "Too many requests"),
        Said("请等 Retry-After 所说的秒数再发。", "Wait as many seconds as Retry-After says."),
    ),
    Sort(
        "broken",
        500,
        Said("出了没料到的错", "Something unforeseen went wrong"),
        Said("请把 id 告诉管理员，日志里有原因。", "Tell an administrator the id; the log says why."),
    ),
    Sort(
        "unavailable",
        503,
        Said("现在做不了", "This can't be done at the moment"),
        Said("请稍后再试。", "Try again later."),
    ),
)
SORTS: Mapping[str, Sort] = {sort.code: sort for sort in _SORTS}


@dataclass(eq=False)
class Problem(Exception):
    """Raised anywhere behind the door; answered as problem+json.

    Attributes:
        code: of SORTS.
        detail: what to do, where there is more to say than the sort does.
        faults: each value that is refused.
    """

    code: str
    detail: str | Said = ""
    faults: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    def answer(self) -> HttpResponse:
        """The response."""
        sort = SORTS[self.code]
        body: dict[str, Any] = {
            "type": f"{DOCS}#{sort.code}",
            "title": str(sort.title),
            "status": sort.status,
            "code": sort.code,
            "detail": str(self.detail) or str(sort.detail),
        }
        if self.faults:
            body["errors"] = [fault.told() for fault in self.faults]
        answer = HttpResponse(orjson.dumps(body | dict(self.more)), status=sort.status, content_type=TYPE)
        for name, value in self.headers.items():
            answer[name] = value
        return answer


def missing() -> Problem:
    """Hidden, withdrawn, never there: the same."""
    return Problem("missing")


def invalid(*faults: Fault) -> Problem:
    """Values that are refused."""
    return Problem("invalid", faults=faults)


def unauthenticated() -> Problem:
    """No key, or none that is in force: unknown, expired and revoked ones look the same."""
    return Problem("unauthenticated", headers={"WWW-Authenticate": 'Bearer realm="yanzhen"'})


def not_granted(grants: Iterable[str]) -> Problem:
    """The key is in force, but was not given this; decided before any object is looked at."""
    wanted = " ".join(sorted(grants))
    told = Said(
        f"这个密钥没有 {wanted} 权限；请在“我的账号”页另签发一个。",
        f"This key was not given {wanted}; issue another on the page of your account.",
    )
    challenge = f'Bearer realm="yanzhen", error="insufficient_scope", scope="{wanted}"'
    return Problem("not_granted", told, headers={"WWW-Authenticate": challenge})


def wrong_method(allowed: Iterable[str]) -> Problem:
    """The address exists, the method does not."""
    return Problem("wrong_method", headers={"Allow": ", ".join(sorted(allowed))})


def of(error: Exception) -> Problem:
    """The problem that an exception is; unforeseen ones are logged under an id that the answer carries."""
    if isinstance(error, Problem):
        return error
    for sorts, make in _KNOWN:
        if isinstance(error, sorts):
            return make(error)
    id_ = secrets.token_hex(6)
    _log.error("problem %s", id_, exc_info=error)
    return Problem("broken", more={"id": id_})


def _of_status(error: Any) -> Problem:
    found = next((sort for sort in SORTS.values() if sort.status == error.status_code), SORTS["malformed"])
    return Problem(found.code)


def _of_fields(error: Any) -> Problem:
    faults = [Fault(_field_pointer(fault.key), str(fault.advice), str(fault.label)) for fault in error.faults]
    return invalid(*faults)


_BESIDE_FIELDS = frozenset({"name", "owner", "level", "reason", "until"})


def _field_pointer(key: str) -> str:
    escaped = key.replace("~", "~0").replace("/", "~1")
    return f"#/{escaped}" if key in _BESIDE_FIELDS else f"#/fields/{escaped}"


def _of_refusal(error: Any) -> Problem:
    return invalid(Fault(f"#/{error.field}", str(error))) if error.field else Problem("conflict", error.said)


def _of_conflict(error: Any) -> Problem:
    return Problem("changed", error.said, headers={"ETag": f'"{error.version}"'})


def _of_values(error: Any) -> Problem:
    from yanzhen_web.api.faults import faults_of

    return invalid(*faults_of(error.errors))


_KNOWN: tuple[tuple[tuple[type[Exception], ...], Any], ...] = (
    ((ValidationError,), _of_values),
    ((Http404, ObjectDoesNotExist, PermissionDenied), lambda error: missing()),
    ((RequestDataTooBig, TooManyFilesSent), lambda error: Problem("too_large")),
    (
        (SuspiciousOperation, MultiPartParserError, UnreadablePostError, RawPostDataException),
        lambda error: Problem("malformed"),
    ),
    ((RefusedFields,), _of_fields),
    ((Refusal,), _of_refusal),
    ((Conflict,), _of_conflict),
    ((MissingPiece,), lambda error: Problem("unavailable", error.said)),
    ((YanzhenError,), lambda error: Problem("invalid", error.said)),
    ((HttpError,), _of_status),
)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Any address below /api/ that there is not."""
    return missing().answer()


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that the site refuses before it reaches the API."""
    return Problem("malformed").answer()


def broken(request: HttpRequest) -> HttpResponse:
    """Something unforeseen before the request reached the API; the log has it already."""
    return Problem("broken").answer()
