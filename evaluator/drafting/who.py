"""Who supplies what a rule reads: a station reports its work and is never the judge of its failings."""

from __future__ import annotations

import re
from typing import Final

STATION, EXPERT, SURVEY, ORGANISER = "station", "expert", "survey", "organiser"

ROLES: Final = {SURVEY: "满意度调查方", ORGANISER: "组织方"}
"""Roles that a guideline has to declare, with their titles; station and expert are built in."""

_SURVEYED: Final = re.compile(
    r"满意|知晓率|知晓度|群众反映|群众评价|社会评价|公众评价|问卷|测评结果|民主测评|民主评议|认可度|获得感|安全感|幸福感|认知度|支持率"
)
MARKED: Final = re.compile(r"由[^（()），。]{2,16}(?:评分|打分|评定|计分)")
"""An authority that gives the points itself: （由综治办评分）."""
_ASKED: Final = re.compile(r"问卷|电话回访|回访|满意度调查|随机访问|民意")
_ORGANISED: Final = re.compile(
    r"通报|约谈|处罚|举报|上级|逾期|迟报|漏报|瞒报|不报送|未报送|报送不|未按时报|未按时上报|缺席|缺勤|不按时|信访|上访|组织的(?:会议|活动|培训)"
)
_INSPECTED: Final = re.compile(
    r"发现|抽查|检查|查实|现场|不符合|不合格|不达标|不规范|不完整|不健全|不齐全|不及时|不明显|不准确|不满意|不良|不当|"
    r"符合|虚假|弄虚作假|伪造|违规|违纪|违法|不实|混乱|事故|投诉|挤占|挪用|截留|存在|损坏|堵塞|缺岗"
)
_CLEAN: Final = re.compile(r"(?:无|未|没有).{0,8}(?:处罚|通报|约谈|事故|违规|违纪|违法|投诉|上访|信访|举报)")
"""That nothing bad happened: no station says so of itself."""
_LOOKED: Final = re.compile(r"抽查|现场|实地|暗访|突击|观察|询问|访谈")


def supplier(words: str, *, failing: bool = False, looked: str = "") -> str:
    """Return who supplies a fact of these *words*.

    *failing*: it is a failing of the station (缺项, 未建立, 发生事故). *looked* is how the table says it is
    assessed.
    """
    if MARKED.search(looked):
        return ORGANISER
    if _SURVEYED.search(words) or (_ASKED.search(looked) and not failing):
        return SURVEY
    if _CLEAN.search(words):
        return ORGANISER if _ORGANISED.search(words) else EXPERT
    if failing and _ORGANISED.search(words):
        return ORGANISER
    if failing or _INSPECTED.search(words):
        return EXPERT
    return (
        EXPERT
        if _LOOKED.search(looked) and re.search(r"良好|整洁|醒目|清晰|规范|完好|有效|到位", words)
        else STATION
    )
