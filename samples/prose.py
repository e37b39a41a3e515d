"""Make up sentences for evidence files, so that no two read alike."""

from __future__ import annotations

import random
from collections.abc import Sequence

VILLAGES = {
    "qinghe": ("上禾村", "下禾村", "禾苗社区", "青禾街社区"),
    "baishi": ("白石村", "石桥村", "石湾社区"),
    "luxi": ("芦溪村", "芦花村", "溪口村"),
    "xinqiao": ("新桥社区", "桥东社区", "桥南社区", "桥北村"),
}
PATTERNS = (
    "{month}月在{village}走访{count}户，登记需求{few}条，其中{one}条当场办结。",
    "{village}反映独居老人用药提醒不便，社工与卫生室约定每周{one}次电话问候。",
    "会议由分管负责人主持，{few}人参加，议定事项{one}项，责任到人。",
    "本表由站点填写，经{village}核对，共{count}项，差错{one}项已更正。",
    "志愿者{few}人参与，累计服务{count}小时，结束后收回意见表{few}份。",
    "设备于{month}月盘点，账实相符，新增{one}件，报废{one}件。",
    "{village}儿童{few}人参加，前后测平均提高{one}分，家长反馈良好。",
    "经费按季度拨付，第{one}季度支出{count}00元，凭证编号{count}至{count}号。",
    "服务对象签字确认，原件存于带锁档案柜第{one}格，借阅须登记。",
    "演练从上午{few}时开始，用时{count}分钟，疏散{count}人，无人受伤。",
    "督导建议把目标写得可以衡量，下次会面前完成{one}份修改稿。",
    "向{village}公示{few}天，收到意见{one}条，已逐条答复。",
    "与{village}签订服务约定，每月第{one}周开放小组活动室。",
    "物资共{count}份，按名单发放，{one}份由邻居代领并签收。",
    "入站满{few}个月的社工参加培训{count}学时，考核合格。",
    "本场所由乡镇无偿提供，期限{few}年，水电由站点承担。",
    "转介卫生院{one}人次，回访{few}次，情况稳定后结束跟进。",
    "第{few}次修订，自{month}月起执行，旧版同时作废。",
    "系统显示应录{count}条，逾期{one}条，原因为网络中断。",
    "居民代表{few}人讨论楼道照明，形成共识并报{village}备案。",
)


def sentences(rng: random.Random, station: str, villages: Sequence[str] = ("示例村",)) -> list[str]:
    """Return three to five sentences in an order of their own, with *villages* where none are known."""
    chosen = rng.sample(PATTERNS, rng.randrange(3, 6))
    return [
        pattern.format(
            month=rng.randrange(1, 13),
            village=rng.choice(VILLAGES.get(station, villages)),
            count=rng.randrange(20, 99),
            few=rng.randrange(5, 19),
            one=rng.randrange(1, 5),
        )
        for pattern in chosen
    ]
