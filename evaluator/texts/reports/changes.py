"""What made the difference between two results, two rounds, two editions of a guideline, in words."""

from typing import Final

from evaluator.texts import Texts

CHANGES: Final = Texts(
    {
        "title": ("差别由来", "What made the difference"),
        "colon": ("：", ": "),
        "col.what": ("差别", "What"),
        "col.change": ("分值", "Points"),
        # What is compared
        "same": (
            "{name}：{before} 分 → {after} 分，{way}",
            "{name}: {before} → {after} points, {way}",
        ),
        "two": (
            "{second}比{first}{way}（{after} 分对 {before} 分）",
            "{second} has {way} than {first} ({after} against {before})",
        ),
        "two.equal": (
            "{second}与{first}得分相同，都是 {after} 分",
            "{second} and {first} have the same points: {after}",
        ),
        "way.up": ("升 {points} 分", "{points} up"),
        "way.down": ("降 {points} 分", "{points} down"),
        "way.low": ("按下限{way}", "at the low end {way}"),
        "way.high": ("按上限{way}", "at the high end {way}"),
        "way.none": ("没有变", "unchanged"),
        "way.more": ("高 {points} 分", "{points} more"),
        "way.less": ("低 {points} 分", "{points} less"),
        "grade.same": ("等级都是{grade}", "the grade is {grade} in both"),
        "grade": ("等级：{before} → {after}", "grade: {before} → {after}"),
        "grade.two": (
            "等级：{first}为{before}，{second}为{after}",
            "grade: {before} for {first}, {after} for {second}",
        ),
        "grade.none": ("未定", "open"),
        "full": ("满分由 {before} 分变为 {after} 分", "full marks: {before} → {after}"),
        "limit.of": ("{name}触发：{limit}", "applies to {name}: {limit}"),
        "limit.new": ("新触发：{limit}", "now applies: {limit}"),
        "limit.gone": ("不再触发：{limit}", "applies no longer: {limit}"),
        "ceiling": ("等级上限 {id} {title}（最高{grade}）", "ceiling {id} {title} ({grade} at most)"),
        "veto": ("一票否决 {id} {title}（{grade}）", "veto {id} {title} ({grade})"),
        "pending": ("{limit}，待定", "{limit}, pending"),
        "end.low": ("有未定事项，按下限比较", "something is open; compared at the low end"),
        "end.high": ("按上限比较", "compared at the high end"),
        "no-score": (
            "其中一份没有得分（没有一项适用），无从比较",
            "one of them has no score, for nothing applies: there is nothing to compare",
        ),
        "sum": (
            "以上 {count} 处相加，正好等于差别",
            "these {count} add up exactly to the difference",
        ),
        "sum.none": ("没有一处得分不同", "no points differ anywhere"),
        "files": ("此前：{before}；此后：{after}", "before: {before}; after: {after}"),
        "edition": ("{title}（{edition}）", "{title} ({edition})"),
        "seals": ("校验码 {before}、{after}", "seals {before}, {after}"),
        "foot": (
            "本页由已封存的评估结果生成，可用校验码核对。",
            "Made from sealed results, which the seals prove.",
        ),
        # Causes
        "cause.station": ("站点的变化", "what the station did"),
        "cause.guideline": ("指南的变化", "what the guideline did"),
        "cause.unknown": (
            "两份结果所依据的指南不同，又找不到其中的原文，分不开站点和指南各自造成的部分；标“※”的是指南改动过的指标",
            (
                "the two are by different guidelines of which one is not at hand: what the station did and "
                "what the guideline did cannot be told apart; ※ marks criteria that the guideline changed"
            ),
        ),
        "cause.lacking": (
            "旧结果里没有新指南要的这些内容，按空白计：{names}",
            "the earlier result does not have what the new guideline asks for; counted as blank: {names}",
        ),
        # Movements
        "criterion": ("{id} {title}", "{id} {title}"),
        "criterion.changed": ("※ {id} {title}", "※ {id} {title}"),
        "bonus": ("加分 {id} {title}", "bonus {id} {title}"),
        "deduction": ("扣分 {id} {title}", "deduction {id} {title}"),
        "section": ("{id} {title}：不适用部分折算", "{id} {title}: rescaled for what does not apply"),
        "rescale": ("总分折算（不适用部分）", "total rescaled for what does not apply"),
        "bonus_cap": ("加分合计封顶", "cap on the bonus"),
        "deduction_cap": ("扣分合计封顶", "cap on the deductions"),
        "clamp": ("限制在 0 分至满分之间", "kept between 0 and full marks"),
        "rounding": ("修约", "rounding"),
        "open": ("未定事项合在一起计", "what is open, counted together"),
        "points": ("{before} 分 → {after} 分", "{before} → {after} points"),
        "effect": ("{before} → {after}", "{before} → {after}"),
        "new": ("新增的指标", "a new criterion"),
        "gone": ("取消的指标", "no longer a criterion"),
        # Why
        "rule": ("评分规则：{before} → {after}", "rule: {before} → {after}"),
        "of": ("满分 {before} → {after}", "full marks {before} → {after}"),
        "asked": ("佐证要求改了：{lines}", "evidence asked for changed: {lines}"),
        "fact": ("{title}：{before} → {after}", "{title}: {before} → {after}"),
        "set": ("{title}：{parts}", "{title}: {parts}"),
        "set.more": ("多了{options}", "more: {options}"),
        "set.less": ("少了{options}", "less: {options}"),
        "fact.before": ("此前：{origin}", "before: {origin}"),
        "fact.after": ("此后：{origin}", "after: {origin}"),
        "fact.first": ("{name}：{origin}", "{name}: {origin}"),
        "rows": ("逐行读取的台账“{title}”有变", "the ledger “{title}”, read row by row, differs"),
        "proof.lost": ("现在缺佐证：{lines}", "evidence missing now: {lines}"),
        "proof.gained": ("不再缺佐证：{lines}", "evidence no longer missing: {lines}"),
        "mark": ("评分：{before} → {after}", "mark: {before} → {after}"),
        "mark.each": ("{who}：{before} → {after}", "{who}: {before} → {after}"),
        "mark.none": ("没有", "none"),
        "reason": ("评定：{before} → {after}", "judged: {before} → {after}"),
        "loss.before": ("此前：{text}", "before: {text}"),
        "loss.after": ("此后：{text}", "after: {text}"),
        "between": ("；", "; "),
        "list": ("、", ", "),
    }
)
