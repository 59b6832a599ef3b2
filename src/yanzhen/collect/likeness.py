"""How alike two short texts are: shared letters and pairs of letters, each counting by how few keys use it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache


def features(text: str) -> Counter[str]:
    """Letters, and pairs of neighbours; a pair tells more than its letters."""
    return Counter([*text, *(text[i : i + 2] for i in range(len(text) - 1))])


_TELLING = tuple(
    re.compile(pattern)
    for pattern in [
        "本月|当月|月度",
        "本年|当年|今年|年度|年初",
        "累计|总额|历年",
        "完成",
        "到位|到资|到账",
        "计划|预计|拟|预期",
        "固定资产|固投",
        "设备",
        "签约|签订|签署|合同|协议",
        "意向",
        "开工|动工",
        "投产",
        "竣工|完工",
        "达产",
        "备案|立项",
        "入统|纳统",
        "评审|联审",
        "环评|环境",
        "能评|节能",
        "电",
        "水",
        "气|汽",
        "热",
        "污",
        "方式|形式|模式",
        "类型|类别",
        "性质",
        "单位|部门",
        "人(?!才)",
        "电话|手机|联系",
        "时间|日期|期限|时限|年月",
        "代码|编号|号$",
        "面积",
        "价|租金|费",
        "税",
        "产值|营收|收入",
        "能耗",
        "外资",
        "公司",
        "领导|链长",
        "园|开发区",
        "省外|境外",
        "省内",
        "要求",
        "条件|门槛",
        "来源|来自",
        "比例|率$|占比",
        "配合|协办",
        "责任|牵头|主管",
        "引进|招引|引荐",
        "首报|首谈",
        "注册",
        "是否",
        "500强|上市",
        "认定|核定",
        "级别|等级",
        "名称|全称",
        "产品",
        "需求",
        "问题|困难|诉求",
        "原材料|采购",
        "客户",
        "合作",
        "标准",
        "材料",
        "办结|销号",
        "交办|转办",
        "付款|汇出|汇款",
        "收款",
        "卖|乙方",
        "买|甲方",
        "有效",
        "申报|受理",
        "厂房",
        "土地|用地|地块",
        "资金",
        "投资",
        "金额",
        "指标",
        "基础",
        "企业",
        "项目公司",
        "法人",
        "亩",
        "开竣工",
        "规模",
        "环节",
        "用途",
        "原因",
        "凭证",
        "满意",
        "反映|收集",
        "审查",
        "依据",
        "负面|禁|限制",
        "规划",
        "供电",
        "学院|院系",
        "学校|高校",
        "专利|产权",
        "奖|荣誉",
        "转化|转让",
        "应用",
        "定价",
        "公示",
        "密",
        "联系人|联络",
        "方$",
        "地$|所在|属地",
        "进度|进展",
        "结果|结论|意见",
        "承诺",
        "公开|发布",
        "用工|就业|员工|人数",
        "座",
        "住宿",
        "车",
        "翻译",
        "职务|职称",
        "场次",
        "时段",
        "上年|去年|同期|上月|往年|以前年度|[末底]前?累计",
        "目标|任务",
        "同比|增长|增速|增减",
        "备注",
        "设计单|施工单|监理|勘察",
        "出让金",
        "已投|已支|已兑",
        "厂数",
        "规上|规模以上|高新技术",
        "姓名",
        "个数|项目数|宗数|总数",
        "容量|负荷|kva|变压器",
        "^原(?!料|材|生|所|产地|有)|调整",
        "尚需|尚未|缺口|差额",
        "空置|闲置|可用|可租|可供|剩余|余量|富余|可售|待租",
        "已缴|实缴|已实现",
    ]
)


@lru_cache(maxsize=16384)
def telling_words(text: str) -> frozenset[int]:
    """Which of the words that tell one field from another occur in a text; spellings of one word count as one."""
    return frozenset(number for number, pattern in enumerate(_TELLING) if pattern.search(text))


class Likeness:
    """Finds, among texts that belong to keys, the key whose text is most like a new one.

    Texts with other telling words are not compared at all: 本年到位资金 is very like 累计到位资金, and something else.

    The measure is the weighted Dice coefficient over `features`; the weight of a feature is the logarithm of how few
    keys use it (inverse document frequency over keys), pairs twice as heavy as letters.
    """

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._texts = [(text, key, features(text)) for text, key in texts]
        users: dict[str, set[str]] = defaultdict(set)
        for _, key, bag in self._texts:
            for feature in bag:
                users[feature].add(key)
        self._keys = max(len({key for _, key, _ in self._texts}), 1)
        self._weights = {feature: self._weight(feature, len(keys)) for feature, keys in users.items()}
        self._sizes = [self._size(bag) for _, _, bag in self._texts]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, (_, _, bag) in enumerate(self._texts):
            for feature in bag:
                self._holders[feature].append(number)

    def _weight(self, feature: str, users: int) -> float:
        return len(feature) * math.log(1 + self._keys / users)

    def _size(self, bag: Counter[str]) -> float:
        unseen = self._keys
        return sum(
            count * self._weights.get(feature, len(feature) * math.log(1 + unseen)) for feature, count in bag.items()
        )

    def best(self, text: str) -> list[tuple[float, str]]:
        """(likeness, key), best first, one entry a key."""
        bag, telling = features(text), telling_words(text)
        shared: dict[int, float] = defaultdict(float)
        for feature, count in bag.items():
            for number in self._holders.get(feature, ()):
                shared[number] += self._weights[feature] * min(count, self._texts[number][2][feature])
        size = self._size(bag)
        scores: dict[str, float] = {}
        for number, weight in shared.items():
            known, key, _ = self._texts[number]
            if telling_words(known) != telling:
                continue
            score = 2 * weight / (size + self._sizes[number])
            if score > scores.get(key, 0.0):
                scores[key] = score
        return sorted(((score, key) for key, score in scores.items()), reverse=True)
