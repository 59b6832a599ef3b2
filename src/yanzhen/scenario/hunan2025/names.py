"""Invented firms, people and codes, plainly so: （示例） in every name, numbers that nobody can be called at."""

from __future__ import annotations

from random import Random

_FIRST = "青云松鹭栖岚禾星澜枫霁棠桐苇砚汀沅溪麓渡雁鹤萤橘稻荷竹梧榆樟槐杉莲菱蓼芷兰茗葵蔷"
_SECOND = "岩谷川湾洲塘桥坡岭峰泉渚屿浦湖江河港崖野陌畔台阁亭堂庭坊舟帆灯塔石沙林原田园"
_THIRD = ("", "", "", "里", "口", "头", "上", "外", "东", "西", "南", "北")
_FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "集团有限公司")
_SURNAMES = "张李王刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢唐许邓冯韩曹曾彭肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢"
_TITLES = ("经理", "主任", "科长", "部长", "工程师", "专员")


class Namer:
    """Gives names that it has not given before."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._given: set[str] = set()

    def firm(self, seat: str, trade: str) -> str:
        """An invented firm of a place and a trade: 长沙云栖湾液压（示例）有限公司."""
        while True:
            rng = self._rng
            brand = rng.choice(_FIRST) + rng.choice(_SECOND) + rng.choice(_THIRD)
            name = f"{seat}{brand}{trade}（示例）{rng.choice(_FORMS)}"
            if brand not in self._given:
                self._given.add(brand)
                return name

    def once(self, name: str) -> bool:
        """Whether the name is new; it is taken from now on."""
        new = name not in self._given
        self._given.add(name)
        return new


def contact(rng: Random) -> str:
    """A contact without a person: 张某（经理）, 0731-00001234."""
    who = f"{rng.choice(_SURNAMES)}某"
    number = rng.choice((f"0731-0000{rng.randrange(10000):04d}", f"100-0000-{rng.randrange(10000):04d}"))
    return rng.choice((f"{who} {number}", f"{who}（{rng.choice(_TITLES)}），{number}", f"{who}\n{number}"))


def credit_code(rng: Random) -> str:
    """A unified social credit code with a right check character (GB 32100-2015), of a series never given out."""
    from stdnum.cn import uscc

    body = f"91430000MA0000{rng.randrange(1000):03d}"
    return body + str(uscc.calc_check_digit(body))


def with_wrong_check(code: str) -> str:
    """The same code with its last character mistyped."""
    return code[:-1] + ("5" if code[-1] != "5" else "6")
