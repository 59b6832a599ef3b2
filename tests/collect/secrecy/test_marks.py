"""Marks of state secrecy, and words that only have their letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.collect.secrecy import bears_mark, check_text, name_bears_mark
from yanzhen.errors import StateSecret
from yanzhen.language import speaking

MARKS = [
    "秘密",
    "机密",
    "绝密",
    "涉密",
    "机 密",
    "绝\u3000密",
    "秘\u200b密",
    "機密",
    "机密★5年",
    "机密 ★ 5 年",
    "秘密★",
    "绝密★长期",
    "机密*10年",
    "秘密★启用前",
    "秘密级",
    "机密级",
    "（机密）",
    "【秘密】",
    "[绝密]",
    "密级：机密",
    "密 级： 秘密",
    "密级:机密★3年",
    "国家秘密",
    "涉密项目",
    "涉密文件",
    "机密文件",
    "绝密材料，严禁外传",
    "2025年项目台账（秘密）",
    "机密\n关于示例工作的报告",
    "机密    关于示例工作的报告",
    "本表属国家秘密，请妥善保管。",
    "密级：秘密 保密期限：5年",
    "此件系国家秘密，注意保管",
    "本项目为涉密项目",
    "该材料属于机密级国家秘密",
    "密级：□公开 ☑秘密 □机密",
    "是否涉密：☑是 □否",
    "密级：□公开 √机密",
]
ORDINARY = [
    "商业秘密",
    "保护商业秘密5年",
    "技术秘密",
    "工作秘密",
    "保密协议",
    "保密承诺书",
    "签订保密协议，保密期限5年",
    "保守国家秘密",
    "保守国家秘密是公民的义务",
    "《中华人民共和国保守国家秘密法》",
    "秘密花园",
    "秘密花园文旅项目",
    "示例精密制造有限公司",
    "压缩机密封件生产线",
    "飞机密封舱",
    "计算机密码技术",
    "有机密封胶",
    "机密计算芯片",
    "机密性、完整性、可用性",
    "不涉密",
    "非涉密",
    "不涉及国家秘密",
    "本项目不涉及国家秘密，可以公开。",
    "是否涉密",
    "是否涉密：□是 ☑否",
    "是否涉密：是□ 否☑",
    "密级",
    "密级：□公开 □秘密 □机密",
    "密级（公开/秘密/机密）",
    "公开、内部、秘密、机密",
    "请勿填报涉密内容",
    "严禁上传涉密文件",
    "填报内容不得涉及国家秘密",
    "如涉及国家秘密，请勿填报",
    "涉密信息系统集成甲级资质",
    "国家秘密载体印制资质",
    "公司具备机密级保密资质认证",
    "凡属于国家秘密的，不得填报",
    "电机密闭冷却",
    "加密货币",
    "高密度",
    "密封",
    "非涉密项目",
    "机密文档管理系统研发",
    "企业涉密人员管理制度完善",
    "核心商业机密",
    "随机密钥",
    "本成果不属于国家秘密，可公开",
]
NAMES = [
    "机密-项目台账.xlsx",
    "（秘密）2025年项目.xlsx",
    "项目台账(机密★5年).docx",
    "涉密项目清单.xls",
    "机密台账.xlsx",
    "秘密 项目表.xlsx",
    "长沙市_涉密.xlsx",
    "机 密 台 账.xlsx",
]
ORDINARY_NAMES = [
    "精密制造项目.xlsx",
    "保密协议.docx",
    "商业秘密保护项目.xlsx",
    "非涉密项目清单.xlsx",
    "秘密花园项目.docx",
    "密封件.xlsx",
    "涉密资质企业名单（涉密信息系统集成资质）.xlsx",
]


@pytest.mark.parametrize("text", MARKS)
def test_mark_is_seen(text: str) -> None:
    assert bears_mark(text)
    with pytest.raises(StateSecret):
        check_text(f"项目名称：示例\n{text}\n投资方：示例")


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_no_mark(text: str) -> None:
    assert not bears_mark(text)
    check_text(f"项目名称：示例\n建设内容：{text}\n投资方：示例")


@pytest.mark.parametrize("name", NAMES)
def test_name_that_says_secret_is_seen(name: str) -> None:
    assert name_bears_mark(name)


@pytest.mark.parametrize("name", ORDINARY_NAMES)
def test_ordinary_name_is_taken(name: str) -> None:
    assert not name_bears_mark(name)


@given(st.sampled_from(["秘密", "机密", "绝密"]), st.text(alphabet=" \u3000\u200b\xa0", max_size=4), st.integers(1, 30))
def test_blanks_and_unseen_characters_hide_no_mark(level: str, gap: str, years: int) -> None:
    assert bears_mark(f"{level[0]}{gap}{level[1]}{gap}★{gap}{years}{gap}年")
    assert bears_mark(level[0] + gap + level[1])


def test_letters_one_under_another_are_a_mark() -> None:
    assert bears_mark("机\n密")


def test_sentence_says_what_to_do_and_repeats_nothing() -> None:
    with pytest.raises(StateSecret) as caught:
        check_text("机密★5年\n示例甲乙丙工程")
    with speaking("zh"):
        said = str(caught.value)
    assert "保密办" in said
    assert "清除" in said
    assert "甲乙丙" not in said
    assert "5年" not in said
    with speaking("en"):
        assert "secrecy officer" in str(caught.value)
