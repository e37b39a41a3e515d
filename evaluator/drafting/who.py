"""Who supplies what a rule reads: a station reports its work and is never the judge of its failings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

STATION, EXPERT, SURVEY, ORGANISER = "station", "expert", "survey", "organiser"

ROLES: Final = {SURVEY: "满意度调查方", ORGANISER: "组织方"}
"""Roles that a guideline has to declare, with their titles; station and expert are built in."""

_SURVEYED: Final = re.compile(
    r"满意|知晓率|知晓度|参评率|群众反映|群众评价|社会评价|公众评价|服务对象评价|问卷|测评结果|民主测评|民主评议|认可度|获得感|安全感"
    r"|幸福感|认知度|支持率|好评率"
)
MARKED: Final = re.compile(r"由[^（()），。]{2,16}(?:评分|打分|评定|计分)")
"""An authority that gives the points itself: （由综治办评分）."""
_ASKED: Final = re.compile(r"问卷|电话回访|回访|满意度调查|随机访问|民意")
_ON_PAPER: Final = re.compile("资料|材料|台账|台帐|记录|档案|文件|报告|汇报|账目|凭证|证书|合同")
_UNANNOUNCED: Final = re.compile(r"随访\d+|暗访|抽问|突击|抽测|抽考|测试|随机抽|抽查|明查")
_OWN_SURVEY: Final = re.compile(
    r"(?:开展|组织|进行|定期|坚持|实行|建立|做好|有)[^,;，；。]{0,10}(?:满意度?|问卷|回访|民主测评|民主评议|群众评议)(?:度?调查|测评|评议)?"
    r"(?:党员|活动|工作|制度|机制|记录|报告)*"
    r"|(?:满意度?|问卷|回访|民主测评|民主评议|群众评议)(?:调查|测评|评议)?(?:次数|制度|活动|记录|机制|报告|工作)"
)
"""A survey that the station carries out is its own work: 每年开展2次满意度调查, 坚持民主评议党员制度."""
_ORGANISED: Final = re.compile(
    r"通报|约谈|诫勉|问责|处罚|处分|举报|上级|逾期|迟报|报送?迟|迟交|漏报|瞒报|不报送|未报送|报送不|未按时报|未按时上报|缺席|缺勤|缺会|不按时|信访|上访"
    r"|组织的(?:会议|活动|培训)|负面报道|负面舆情|媒体曝光|被曝光"
)
_OF_OFFICES: Final = re.compile(
    r"信访.{0,8}(?:受理|办结|答复|化解)率|热线.{0,6}(?:办结|接通)率|(?:考核|督查|评比|检查)(?:得分|排名|名次)|排名|位次|名次|^[^奖赛]*[前后第]\d+[名位][^奖赛]*$"
)
"""Figures that an authority has, not the station: 信访事项按期办结率, 考核得分."""
_INSPECTED: Final = re.compile(
    r"(?<!科学)发现(?!的|室)|抽查|抽问|暗访|走访(?:中|发现)|调查反映|检查(?:中|发现|组|不|合格)|(?:经|被|现场|随机)检查|查实|查出|现场|不符合|不合格|不达标|不规范|不完整|不健全|不齐全|不及时"
    r"|不明显|不准确|不满意|错误|差错|不良|不当|符合|虚假|弄虚作假|伪造|违规|违纪|违法|不实|混乱|事故(?!应急|预案|处置|救援)|投诉|挤占|挪用|截留|存在(?!的)"
    r"|损坏|堵塞|缺岗|脱岗|廉洁自律"
)
_CLEAN: Final = re.compile(
    r"(?:无|未|没有).{0,8}(?:处罚|通报|约谈|事故|违规|违纪|违法|投诉|上访|信访|举报|曝光|负面|歧视|欺诈|扣押|拖欠|克扣|强制)"
    r"|无[^;；]{0,12}现象|无[^,;，；]{0,8}(?:垃圾|污水|污物|杂物|漂浮|积水|异味|臭|乱[堆贴停设搭]|破损)"
)
"""That nothing bad happened or lies about: no station says so of itself."""
_DEGREES: Final = re.compile(
    r"较[好差多少明健完规齐快慢]|很好|良好|优[良秀](?!率)|一般(?=$|[,;，；])|基本(?=[齐健完满符达落到])|(?<![未做搞抓办良较很])好(?=$|[,;，；])|明显|显著(?!位置)|充分|积极|认真|正常(?=开展|运转|运行|活动)|到位(?!率|资金)|有效(?!期|身份|证)|合理(?!化)"
    r"|(?<!示)规范(?!性?文件|化|》|完整写入)|整洁|清洁(?!工|生产)|干净|醒目(?!位置|处)|清晰|完好(?!率)|通畅|畅通|扎实|成效|效果|坚定|凝聚力|认同|熟练|(?<![专本])科学(?!技|普|发现|实验)|能满足|能力(?:强|差|较)|氛围|熟[知记悉练]|背诵|记住|掌握|了解|知晓|真实(?!身份|姓名)|详实|翔实|准确(?!率)|(?:填写|记录|登记|内容|资料|档案|台账|信息|数据)[^,;，；、]{0,8}(?:完整(?!写入)|齐全|齐备|及时)|(?:执行|落实)[^,;，；]{0,3}严格|严格(?:执行|按|控制|遵守|落实)|匹配|契合|相关性|完整性|适应性|合理性|美观|相协调|质量.{0,4}合格率|验收合格率|(?:作业|清扫|保洁|亮灯)率"
)
"""How well something is: for another to say."""
_NAMES: Final = re.compile("[“《][^”》]*[”》]")
SITE: Final = re.compile(
    r"(?:现场|实地)(?:查看|察看|检查|考察|查验|核查)|抽查|抽问|暗访|突击|随访\d+[名户人]"
)
"""How a standard itself says that it is looked at."""


def supplier_of_options(title: str, options: Sequence[str], source: str, looked: str) -> str:
    """Return who ticks which of several things hold; where a survey says some of them, an expert."""
    words = "；".join((title, source, *options))
    role = supplier(words, looked=looked)
    surveyed = [option for option in options if supplier(option) == SURVEY]
    if role == SURVEY and not surveyed:
        return supplier("；".join(options), looked=looked)
    if role == SURVEY and surveyed and len(surveyed) < len(options) and supplier(title) != SURVEY:
        return EXPERT
    return role


def supplier(words: str, *, failing: bool = False, looked: str = "") -> str:
    """Return who supplies a fact of these *words*.

    *failing*: it is a failing of the station (缺项, 未建立, 发生事故). *looked* is how the table says it is
    assessed.
    """
    if MARKED.search(looked):
        return ORGANISER
    words = _OWN_SURVEY.sub("", words)
    on_paper = _ON_PAPER.search(looked) is not None
    if _SURVEYED.search(words) or (_ASKED.search(looked) and not failing and not on_paper):
        return SURVEY
    if _UNANNOUNCED.search(looked) and not on_paper:
        return ORGANISER if failing and _ORGANISED.search(words) else EXPERT
    if _CLEAN.search(words):
        return ORGANISER if _ORGANISED.search(words) else EXPERT
    if failing and _ORGANISED.search(words):
        return ORGANISER
    if _OF_OFFICES.search(words):
        return ORGANISER
    judged = _INSPECTED.search(words) or _DEGREES.search(_NAMES.sub("", words))
    return EXPERT if failing or judged else STATION
