from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from yanzhen.fields import KIND_LABELS, STAGE_LABELS, Level, registry
from yanzhen.records import KINDS, PARTY_KEYS, STAGES, Record, Source, content_key, give_keys

names = st.text(min_size=1, max_size=20).filter(lambda text: text.strip())


def project(name: str, **fields: object) -> Record:
    return Record("project", name, dict(fields))


def test_content_key_ignores_how_it_is_typed():
    assert content_key(project("Ｍini-LED 项目", investor="惠科")) == content_key(
        project("mini-led项目", investor="惠科")
    )


def test_content_key_tells_investors_apart():
    assert content_key(project("二期", investor="甲")) != content_key(project("二期", investor="乙"))


@given(st.lists(names, max_size=12))
def test_give_keys_are_unique_and_stable(listed):
    first = [record.key for record in give_keys(project(name) for name in listed)]
    second = [record.key for record in give_keys(project(name) for name in listed)]
    assert first == second
    assert len(set(first)) == len(listed)


def test_given_key_is_kept_and_never_given_twice():
    back = project("甲")
    back.key = "project-00000000000000aa"
    copied = project("乙")
    copied.key = back.key
    new, same = project("丙"), project("丙")
    again = project("丁")
    again.key = content_key(new)
    keys = [record.key for record in give_keys([back, copied, new, same, again])]
    assert keys[0] == "project-00000000000000aa"
    assert keys[1] == content_key(copied)
    assert keys[4] == content_key(new)
    assert keys[2:4] == [f"{content_key(new)}~2", f"{content_key(new)}~3"]


@given(
    name=names,
    fields=st.dictionaries(st.sampled_from(["investor", "content", "land_mu"]), names, max_size=3),
    row=st.integers(1, 10**6),
)
def test_row_form_reads_back_the_same(name, fields, row):
    record = Record("project", name, fields, {"其他": "值"}, Source("甲.xlsx", "表1", row), "project-1")
    assert Record.from_row(record.as_row()) == record


def test_registry_covers_every_kind_and_label():
    table = registry()
    assert set(table) == set(KINDS) == set(KIND_LABELS)
    assert set(STAGE_LABELS) == set(STAGES)
    for kind, keys in table.items():
        assert "name" in keys, kind
        for field in keys.values():
            assert field.label.zh and field.label.en, field
            assert field.level in get_args(Level), field


def test_party_keys_are_fields():
    for kind, keys in PARTY_KEYS.items():
        assert set(keys) <= set(registry()[kind]), kind


def test_money_is_counted_in_yuan_and_contacts_are_not_open():
    for keys in registry().values():
        for field in keys.values():
            if field.type == "money":
                assert field.unit == "元", field
            if field.type == "contact":
                assert field.level != "open", field
