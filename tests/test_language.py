import pytest

from yanzhen.errors import UnreadableInput
from yanzhen.language import Said, current, language_of, say, speaking


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en_GB.UTF-8", "en"), ("EN", "en"), ("zh_CN.UTF-8", "zh"), ("C.UTF-8", "zh"), ("", "zh"), (None, "zh")],
)
def test_language_of_locale(locale, language):
    assert language_of(locale) == language


def test_environment_decides_until_somebody_says(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert current() == "en"
    with speaking("zh"):
        assert current() == "zh"
        with speaking("en"):
            assert say("一", "one") == "one"
        assert say("一", "one") == "一"
    assert current() == "en"


def test_error_speaks_both_languages():
    error = UnreadableInput("没有这个文件", "no such file")
    with speaking("zh"):
        assert str(error) == "没有这个文件"
    with speaking("en"):
        assert str(error) == "no such file"


def test_said_is_read_when_it_is_shown():
    said = Said("项目", "Project")
    with speaking("en"):
        assert f"{said}" == "Project"
