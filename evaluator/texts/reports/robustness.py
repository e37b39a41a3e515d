"""The words of what a ranking depends on, in terminal and papers."""

from typing import Final

from evaluator.texts import Texts

ROBUST: Final = Texts(
    {
        "few": (
            "参加排名的站点不足两个，无从检验名次。",
            "Fewer than two stations are ranked, so there is no ranking to test.",
        ),
        "weights": (
            (
                "把任何一个模块的权重单独上调或下调 {share}（其余模块按比例让出或补足），参加排名的 {count} 个站点中，"
                "{flips}。"
            ),
            (
                "With any one section's weight moved up or down by {share} (the others make room in proportion), "
                "of {count} ranked stations {flips}."
            ),
        ),
        "grades": ("有 {count} 个的等级会变", "{count} would change grade"),
        "grades.named": ("有 {count} 个的等级会变（{names}）", "{count} would change grade ({names})"),
        "grades.none": ("没有一个的等级会变", "none would change grade"),
        "ranks": ("有 {count} 个的名次会变", "{count} would change rank"),
        "ranks.none": ("没有一个的名次会变", "none would change rank"),
        "awards": ("有 {count} 个的评优结果会变", "{count} would change awards"),
        "awards.named": ("有 {count} 个的评优结果会变（{names}）", "{count} would change awards ({names})"),
        "awards.none": ("没有一个的评优结果会变", "none would change awards"),
        "ever": ("有 {count} 个的等级变过", "{count} change grade at times"),
        "ever.named": ("有 {count} 个的等级变过（{names}）", "{count} change grade at times ({names})"),
        "ever.none": ("没有一个的等级变过", "none ever changes grade"),
        "comma": ("，", ", "),
        "some": ("有 {count} 个", "{count} stations"),
        "some.named": ("有{names}", "{names}"),
        "random": (
            (
                "把各模块的权重同时在 ±{share} 以内随机变动 {weightings} 次（随机数种子 {seed}，按此可以重算）："
                "{steady} 个站点的名次一次也没有变，{grades}。"
            ),
            (
                "With all weights moved at random within ±{share} {weightings} times (seed {seed}, so that it can "
                "be repeated) {steady} of the {count} stations keep their rank throughout, {grades}."
            ),
        ),
        "random.hold": (
            (
                "把各模块的权重同时在 ±{share} 以内随机变动 {weightings} 次（随机数种子 {seed}，按此可以重算），"
                "所有站点的名次和等级一次也没有变。"
            ),
            (
                "With all weights moved at random within ±{share} {weightings} times (seed {seed}, so that it can "
                "be repeated) no station ever changes rank or grade."
            ),
        ),
        "random.widest": (
            "名次变动最大的是{name}，在第 {highest} 名到第 {lowest} 名之间。",
            " {name} moves most, between rank {highest} and rank {lowest}.",
        ),
        "others.hold": (
            "不计任何一位专家的评分，或者改用另一种合并评分、取舍小数的办法，等级和评优结果都不变。",
            "Without any one evaluator's marks, or with another way to merge marks or to round, grades and awards hold.",
        ),
        "others": (
            "{case}，等级或评优结果会变的{stations}。",
            "{case}: grades or awards would change for {stations}.",
        ),
        "weight": ("模块权重 {name}", "Weight {name}"),
        "without": ("不计 {name} 的评分时", "Without {name}'s marks"),
        "without.somebody": ("不计某一位专家的评分时", "Without one of the evaluators' marks"),
        "merge": ("评分合并改用 {name} 时", "With marks merged by {name}"),
        "merge.mean": ("评分改按平均值合并时", "With marks merged by their mean"),
        "merge.median": ("评分改按中位数合并时", "With marks merged by their median"),
        "merge.trimmed_mean": (
            "评分改为去掉最高、最低分后平均时",
            "With marks merged by their mean without the highest and the lowest",
        ),
        "rounding": ("小数取舍改用 {name} 时", "With rounding {name}"),
        "rounding.total": ("各项不取舍小数、只在总分取舍时", "With only the total rounded"),
        "rounding.half_up": ("小数改为四舍五入时", "With halves rounded up"),
        "rounding.half_even": ("小数改为四舍六入五成双时", "With halves rounded to even"),
        "closest": (
            "名次相邻的站点中，最接近的是{upper}与{lower}：只要把“{section}”的权重{change}，两站就持平。",
            "The closest neighbours are {upper} and {lower}: they are level once the weight of “{section}” {change}.",
        ),
        "edge": (
            "“{award}”的入选界限在{upper}与{lower}之间：把“{section}”的权重{change}，两站才持平。",
            "The edge of “{award}” lies between {upper} and {lower}: they are level once the weight of “{section}” {change}.",
        ),
        "edge.level": (
            "“{award}”的入选界限在{upper}与{lower}之间，两站现在就持平。",
            "The edge of “{award}” lies between {upper} and {lower}, which are level as it is.",
        ),
        "edge.firm": (
            (
                "“{award}”的入选界限在{upper}与{lower}之间：单独改任何一个模块的权重，哪怕取消或翻倍，"
                "两站也不会易位。"
            ),
            (
                "The edge of “{award}” lies between {upper} and {lower}: no single weight, left out or doubled, makes them "
                "change places."
            ),
        ),
        "above": (
            "“{award}”要{grade}以上：{upper}离分数线最近，把“{section}”的权重{change}，就正好在线上。",
            "“{award}” needs {grade}: {upper} is nearest to the bound, and just on it once the weight of “{section}” {change}.",
        ),
        "above.level": (
            "“{award}”要{grade}以上：{upper}正好在分数线上。",
            "“{award}” needs {grade}: {upper} is just on the bound.",
        ),
        "above.firm": (
            "“{award}”要{grade}以上：单独改任何一个模块的权重，哪怕取消或翻倍，{upper}也不会跌破分数线。",
            "“{award}” needs {grade}: no single weight, left out or doubled, takes {upper} below the bound.",
        ),
        "below": (
            "“{award}”要{grade}以上：{lower}离分数线最近，把“{section}”的权重{change}，就正好够到。",
            "“{award}” needs {grade}: {lower} is nearest to the bound, and just reaches it once the weight of “{section}” {change}.",
        ),
        "below.level": (
            "“{award}”要{grade}以上：{lower}正好在分数线上。",
            "“{award}” needs {grade}: {lower} is just on the bound.",
        ),
        "below.firm": (
            "“{award}”要{grade}以上：单独改任何一个模块的权重，哪怕取消或翻倍，{lower}也够不到分数线。",
            "“{award}” needs {grade}: no single weight, left out or doubled, takes {lower} up to the bound.",
        ),
        "award.county": ("{award}（{county}的名额）", "{award} (places of {county})"),
        "bound": ("{grade}的分数线", "the bound of {grade}"),
        "up": ("上调 {share}", "rises by {share}"),
        "down": ("下调 {share}", "falls by {share}"),
        "span": ("{highest}～{lowest}", "{highest}–{lowest}"),
        "picture": (
            "各模块权重在 ±{share} 以内随机变动 {weightings} 次时站点最多前移、后移几名",
            "How far stations go up and down with all weights moved at random within ±{share}, {weightings} times",
        ),
    }
)
