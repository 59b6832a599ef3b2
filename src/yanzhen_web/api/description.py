"""The OpenAPI schema, in the language of whoever reads it.

What ninja knows of the functions, and what the rooms declare beside it (who, which grants, headers, files, problems),
each with an example made of the examples of its parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from yanzhen.fields import KIND_LABELS, Field, fields_of
from yanzhen.language import Language, Said, speaking
from yanzhen_web.access import SIGNED_IN
from yanzhen_web.api import problems, schemas, site
from yanzhen_web.api.examples import example_of
from yanzhen_web.api.rooms import Declared

_REF = "#/components/schemas/"
_ALWAYS = ("malformed", "unauthenticated", "not_granted", "missing", "invalid", "too_many", "broken", "unavailable")
_ABOUT = Said(
    "政务和企业系统用自己的密钥读写本平台：记录、批量导入、匹配、数字、人员、历史。看不到的与不存在的答得一样；"
    "没有权限读的字段不出现。时刻用 UTC，金额是整数元，地区是六位代码。",
    "Programs read and write this platform with a key of their own: records, imports, matches, figures, people, "
    "history. What is hidden answers like what does not exist; fields that are not the key's to read are absent. "
    "Times are UTC, money is whole CNY, regions are six digits.",
)
_IDEMPOTENCY = Said(
    "随机的一串字符：重发同一请求不会做两遍", "A random text: the same request sent again is not done twice"
)
_LANGUAGE = Said("zh 或 en", "zh or en")


_PARAMETERS = {
    "kind": Said("种类，记录的见 /kinds", "The kind; of a record see /kinds"),
    "public_id": Said("编号", "The id"),
    "limit": Said("一页几项", "How many on a page"),
    "cursor": Said("上一页的 next；第一页不写", "`next` of the page before; none for the first"),
    "q": Said("词，每个都要有", "Words, all of which occur"),
    "sort": Said("按什么排；前面加 - 是倒过来", "By what; with - before it from the last to the first"),
    "updated_since": Said("这个时刻以后改过的", "Changed since then"),
    "stage": Said("阶段代码", "The code of a stage"),
    "chain": Said("产业链", "The industry chain"),
    "origin_scope": Said("outside 省外，inside 省内", "outside or inside the province"),
    "origin": Said("转出地代码，按省", "The code of the origin, by province"),
    "region": Said("地区代码，含以下", "The code of a region, with what is in it"),
    "industry": Said("领域", "The field"),
    "party": Said("单位", "The organisation"),
    "publication": Said("公开级别", "How far it may go"),
    "form": Said("文件格式", "The form of the file"),
    "state": Said("状态", "The state"),
    "top": Said("每条取几个", "How many of each"),
    "row_id": Said("行的编号", "The row's id"),
    "achievement_id": Said("成果的编号", "The achievement's id"),
    "number": Said("版本号", "The number of the version"),
    "on": Said("过去的某一天结束时的样子", "As it stood at the end of that day"),
    "since": Said("从哪天起", "From which day"),
    "until": Said("到哪天为止，含当天", "Until which day, itself included"),
    "who": Said("谁：姓名、登录名或编号", "Who: a name, a login or an id"),
    "action": Said("做了什么的代号", "The code of a deed"),
    "id": Said("对象的编号", "The id of what it was done to"),
    "door": Said("从哪里：page、api、job、link、command", "Through which door: page, api, job, link, command"),
    "delivery_id": Said("一次呼叫的编号", "The id of a call"),
    "figure_id": Said("数字的编号，见 /figures", "The figure's id, see /figures"),
    "show": Said("看什么：项目数，或哪一种金额", "What is told: projects, or which kind of amount"),
    "level": Said("地区按哪一级", "Regions of which level"),
    "by": Said("按什么分开", "Told apart by"),
    "year": Said("签约年份，或 unknown", "The year of signing, or unknown"),
    "target": Said(
        "到哪里：六位代码、区域名、abroad 或 unknown", "To where: six digits, a group of regions, abroad, unknown"
    ),
    "chart": Said("by_chain 按产业链，by_origin 按转出地", "by_chain or by_origin"),
}
"""ninja keeps no descriptions of parameters; the same name means the same everywhere."""


@cache
def described(language: Language) -> dict[str, Any]:
    """The schema as plain JSON values."""
    with speaking(language):
        found: dict[str, Any] = _plain(site.api.get_openapi_schema(path_prefix=site.PREFIX))
        _complete(found)
        return dict(_spoken(found, language))


def _complete(found: dict[str, Any]) -> None:
    components = found["components"]
    components["schemas"] |= _own_schemas()
    components["schemas"] = {name: _without_nulls(name, one) for name, one in components["schemas"].items()}
    _type_fields(components["schemas"])
    told = str(Said("在“我的账号”页签发", "Issued on the page of your account"))
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": told}}
    found["info"] |= {"description": str(_ABOUT), "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
    found["servers"] = [{"url": "/"}]
    found["security"] = [{"key": []}]
    found["tags"] = [
        {"name": room.name, "description": ": ".join(filter(None, (str(room.title), str(room.about))))}
        for room in site.rooms()
    ]
    for (method, route), declared in site.declared.items():
        operation = found["paths"][address_of(route)][method.lower()]
        _tell(operation, declared, components["schemas"])


def address_of(route: str) -> str:
    """The address of a declared route as the schema writes it."""
    return f"/{site.PREFIX}" + re.sub(r"{[^}:]+:", "{", route)


def _tell(operation: dict[str, Any], declared: Declared, known: Mapping[str, Any]) -> None:
    operation["summary"] = str(declared.said)
    operation["description"] = f"{str(declared.tells) or str(declared.said)}\n\n{_who(declared)}"
    operation["x-roles"] = sorted(declared.rule.who)
    operation["x-grants"] = sorted(declared.rule.grants)
    operation["x-cost"] = declared.cost
    operation["parameters"] = [_parameter(p, known) for p in operation["parameters"]] + list(_headers(declared))
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["example"] = example_of(content["schema"], known)
    answers: dict[str, Any] = {}
    for status, answer in operation["responses"].items():
        answers[str(status)] = _answer(int(status), answer, declared, known)
    if "If-None-Match" in declared.request_headers:
        answers["304"] = {"description": str(Said("没有变化", "Not changed"))}
    operation["responses"] = answers | dict(_refusals(declared, operation))


def _who(declared: Declared) -> str:
    grants = "、".join(sorted(declared.rule.grants)), ", ".join(sorted(declared.rule.grants))
    roles = ", ".join(sorted(declared.rule.who))
    who = ("有密钥的人", "whoever has a key") if SIGNED_IN in declared.rule.who else (f"角色 {roles}", f"roles {roles}")
    return str(Said(f"密钥权限：{grants[0]}。谁可用：{who[0]}。", f"Grants of the key: {grants[1]}. For {who[1]}."))


def _parameter(parameter: dict[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in parameter.items() if name not in ("examples", "example")}
    kept["schema"] = _no_null(parameter["schema"])
    if parameter["name"] in _PARAMETERS:
        kept["description"] = str(_PARAMETERS[parameter["name"]])
    return kept | {"example": example_of(kept["schema"], known)}


def _headers(declared: Declared) -> Iterator[dict[str, Any]]:
    examples = {"If-Match": '"3"', "If-None-Match": '"3"'}
    for name, said in declared.request_headers.items():
        yield _header(name, said, examples.get(name, ""), required=name == "If-Match" and declared.conditional)
    if declared.rule.methods != ("GET",):
        yield _header("Idempotency-Key", _IDEMPOTENCY, "0d1f6a0e-5b1c-4f0e-9a57", required=False)
    yield _header("Accept-Language", _LANGUAGE, "zh", required=False)


def _header(name: str, said: Said, example: str, *, required: bool) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "maxLength": 200}
    if name == "Accept-Language":
        schema = {"type": "string", "maxLength": 8000}  # whatever it says, one of the two languages is spoken
    if name == "Idempotency-Key":
        schema = {"type": "string", "pattern": "^[!-~]{1,100}$", "maxLength": 100}
    told = {"in": "header", "name": name, "description": str(said), "required": required}
    return told | {"schema": schema, "example": example}


def _answer(status: int, answer: dict[str, Any], declared: Declared, known: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if declared.sends and 200 <= status < 300:
        binary = {"schema": {"type": "string", "format": "binary"}}
        told["content"] = {type_.partition(";")[0]: binary for type_ in declared.sends}
    else:
        for type_, content in answer.get("content", {}).items():
            told["content"] = {type_: content | {"example": example_of(content["schema"], known)}}
    if declared.answer_headers and status < 300:
        told["headers"] = {
            name: {"description": str(said), "schema": {"type": "string"}}
            for name, said in declared.answer_headers.items()
        }
    return told


def _refusals(declared: Declared, operation: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    codes = [*_ALWAYS, *declared.refuses]
    if declared.rule.methods != ("GET",):
        codes.append("conflict")
    if "requestBody" in operation:
        codes += ["too_large", "wrong_type"]
    if "If-Match" in declared.request_headers:
        codes += ["changed", "unconditional"] if declared.conditional else ["changed"]
    for code in sorted(set(codes), key=lambda code: problems.SORTS[code].status):
        sort = problems.SORTS[code]
        example = {
            "type": f"{problems.DOCS}#{code}",
            "title": str(sort.title),
            "status": sort.status,
            "code": code,
            "detail": str(sort.detail),
        }
        content = {problems.TYPE: {"schema": {"$ref": f"{_REF}Problem"}, "example": example}}
        waits = {"headers": _waiting()} if code == "too_many" else {}
        yield str(sort.status), {"description": str(sort.title), "content": content} | waits


def _waiting() -> dict[str, Any]:
    told = {
        "Retry-After": Said("多少秒后再发", "After how many seconds to ask again"),
        "RateLimit-Limit": Said("桶有多大；每个操作算几次见 x-cost", "Size of the bucket; x-cost is what each takes"),
        "RateLimit-Remaining": Said("还剩几次", "How much is left"),
        "RateLimit-Reset": Said("多少秒后桶又是满的", "In how many seconds it is full again"),
    }
    return {name: {"description": str(said), "schema": {"type": "integer"}} for name, said in told.items()}


# --- schemas ---------------------------------------------------------------------------------------------------------


def _own_schemas() -> dict[str, Any]:
    told = schemas.Problem.model_json_schema(ref_template=_REF + "{model}")
    return {**told.pop("$defs"), "Problem": told}


def _type_fields(known: dict[str, Any]) -> None:
    """The fields of a record by its kind, from the registry."""
    for kind in KIND_LABELS:
        known[_name_of(kind)] = {
            "type": "object",
            "title": str(KIND_LABELS[kind]),
            "additionalProperties": False,
            "properties": {key: _typed(field) for key, field in fields_of(kind).items() if key != "name"},
        }
    fields = known["RecordTold"]["properties"]["fields"]
    fields["anyOf"] = [{"$ref": _REF + _name_of(kind)} for kind in KIND_LABELS]
    fields.pop("additionalProperties", None)


def _name_of(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("_")) + "Fields"


_WHOLE = {"type": "integer"}
_TYPES: dict[str, dict[str, Any]] = {
    "money": _WHOLE,
    "integer": _WHOLE,
    "number": {"type": "number"},
    "bool": {"type": "boolean"},
    "money_range": {"type": "array", "items": _WHOLE, "minItems": 2, "maxItems": 2},
    "foreign_money": {"type": "object"},
    "list": {},
}


def _typed(field: Field) -> dict[str, Any]:
    unit = f" ({field.unit})" if field.unit else ""
    return _TYPES.get(field.type, {"type": "string"}) | {"description": f"{field.label}{unit}; {field.level}"}


def _without_nulls(name: str, schema: Any) -> Any:
    """What is told is absent where it is unknown, never null."""
    return schema if name in _given() else _no_null(schema)


@cache
def _given() -> frozenset[str]:
    return frozenset(model.__name__ for model in schemas.Given.__subclasses__())


def _no_null(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_no_null(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: value if name == "examples" else _no_null(value) for name, value in schema.items()}
    choices = [one for one in kept.get("anyOf", []) if one != {"type": "null"}]
    if "anyOf" in kept and len(choices) < len(kept["anyOf"]):
        kept.pop("anyOf")
        if kept.get("default", 0) is None:
            kept.pop("default")
        kept |= choices[0] if len(choices) == 1 else {"anyOf": choices}
    return kept


def _plain(value: Any) -> Any:
    """ninja shares pieces between operations; here each has its own."""
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _spoken(value: Any, language: Language) -> Any:
    if isinstance(value, dict):
        return {name: _spoken(inner, language) for name, inner in value.items()}
    if isinstance(value, list):
        return [_spoken(inner, language) for inner in value]
    return schemas.one_of(value, language) if isinstance(value, str) else value
