"""A small event whose figures can be counted by hand."""

from datetime import date

from yanzhen.records import Record, Source, give_keys

ROUND = "2025示例产业转移对接活动"
DAY = date(2025, 3, 29)


def project(name: str, **fields: object) -> Record:
    """A project of this round."""
    return Record("project", name, {"collection_round": ROUND, **fields}, source=Source("示例.xlsx", "项目", 3))


def small_event() -> list[Record]:
    """Three projects from outside, one from inside, one of an earlier year, one sent in twice; and one of each kind."""
    records = [
        project(
            "示例显示模组项目",
            investor="示例惠科显示有限公司",
            origin="440300",
            target="430181",
            chain="电子信息",
            intended_amount_cny=12_000_000_000,
            signed_amount_cny=9_000_000_000,
            signed_event="开幕式",
            stage="signed",
        ),
        project(
            "示例减速机项目",
            investor="示例松间照公司",
            origin="330100",
            target="430200",
            chain="高端装备",
            investment_cny=80_000_001,
            stage="negotiating",
        ),
        project("示例试验台项目", investor="示例海外公司", origin_country="DE", target="430100", stage="contact"),
        project(
            "示例本地搬迁项目",
            investor="示例岳麓公司",
            origin="430100",
            target="430300",
            chain="食品加工",
            intended_amount_cny=150_000_000,
        ),
        Record(
            "project",
            "示例惠科8.6代线项目",
            {
                "investor": "示例惠科光电公司",
                "collection_round": "历年项目",
                "started_on": "2019-12",
                "producing_on": "2021-02",
            },
        ),
    ]
    records[2].fields["investment_foreign"] = {"amount": 150_000_000, "currency": "USD"}
    again = records[1]
    records.append(Record(again.kind, again.name, dict(again.fields)))
    for number in range(3):
        records.append(Record("demand", f"示例需求{number}", {"organisation": f"示例企业{number}"}))
    for number in range(1200):
        records.append(Record("achievement", f"示例成果{number}", {"organisation": "示例大学"}))
    records += [
        _agreement("示例协议甲", "示例工业大学", "示例企业1"),
        _agreement("示例协议乙", "示例工业大学", "示例企业2"),
        _visit("示例对接一", "示例企业1", "2024-05", joint_project=True, contract_cny=480_000_000),
        _visit("示例对接二", "示例企业1", "2024-11-02"),
        _visit("示例对接三", "示例企业3", "2024"),
        _visit("示例对接四", "示例企业4", "2023-12", joint_project=True, contract_cny=7),
        Record("cluster", "示例工程机械集群", {"level": "国家先进制造业集群"}),
        Record("cluster", "示例打火机集群", {"level": "国家中小企业特色产业集群"}),
    ]
    return give_keys(records)


def _agreement(name: str, university: str, firm: str) -> Record:
    fields = {"university": university, "university_kind": "部属高校", "firm": firm, "region": "430300"}
    return Record("agreement", name, {**fields, "signed_event": ROUND})


def _visit(name: str, firm: str, met_on: str, **fields: object) -> Record:
    return Record("visit", name, {"firm": firm, "met_on": met_on, **fields})
