"""STUB until the other branch comes."""
from dataclasses import dataclass
from yanzhen.language import Said
@dataclass(frozen=True)
class LibraryCriterion:
    key: str
    name: Said
    unit: str
    direction: str
    group: str
    definition: Said
    source: Said
GROUPS={"cost":Said("成本","Costs"),"labour":Said("用工","Labour"),"supply":Said("要素","Supplies"),"market":Said("配套","Chain")}
def _c(key,zh,en,unit,d,g): return LibraryCriterion(key,Said(zh,en),unit,d,g,Said(zh+"的定义",en+" defined"),Said("示例","sample"))
LIBRARY=(
 _c("labour_cost","普工工资","Wage","元/月","min","labour"),_c("labour_supply","劳动力供给","Labour supply","万人","max","labour"),
 _c("land_price","工业地价","Land price","万元/亩","min","cost"),_c("power_price","工业电价","Power price","元/千瓦时","min","cost"),
 _c("land_available","可供用地","Land","亩","max","supply"),_c("power_spare","剩余供电","Spare power","kVA","max","supply"),
 _c("chain_50","50公里配套率","Chain within 50 km","%","max","market"),_c("rail_time","高铁到省会","Rail time","分钟","min","market"),
)
