"""Problems of importing a score table."""

from typing import Final

from evaluator.texts.messages.entry import ERROR, WARNING, Message

PROBLEMS: Final[dict[str, Message]] = {
    "import-unreadable": Message(ERROR, "读不出评分表", "no score table can be read from it"),
    "import-sheet-missing": Message(
        ERROR,
        "没有工作表“{sheet}”，有：{found}",
        "there is no sheet “{sheet}”; there are: {found}",
        "请用 --sheet 写其中一个名称，或不写",
        "name one of them with --sheet, or none",
    ),
    "import-no-header": Message(
        ERROR,
        "没有找到评分表的表头",
        "no header of a score table was found",
        "表头要有指标（一级指标、评估内容……）和分值（或评分标准）两列",
        "a header names a column of criteria (一级指标, 评估内容…) and one of points (分值) or of rules (评分标准)",
    ),
    "import-no-rows": Message(ERROR, "表头下面没有指标", "there are no criteria below the header"),
    "import-no-points": Message(
        WARNING,
        "“{title}”没有分值，先记为 0 分",
        "“{title}” has no points; 0 was put down",
        "请在 guideline.yaml 里填上分值；公式要先在 WPS 或 Excel 里算好再保存",
        "fill them in; a formula has to be computed and saved by WPS or Excel first",
    ),
    "import-bad-points": Message(
        WARNING,
        "“{title}”的分值“{found}”看不懂，先记为 0 分",
        "the points of “{title}”, “{found}”, were not understood; 0 was put down",
        "请在 guideline.yaml 里填上分值",
        "fill them in",
    ),
    "import-sum": Message(
        WARNING,
        "“{title}”写的是 {expected} 分，下面各项加起来是 {found} 分",
        "“{title}” says {expected}, its parts add up to {found}",
        "请按发布单位的原意改正其中一处",
        "correct the one that is wrong; the authority has to say which",
    ),
    "import-two-points": Message(
        WARNING,
        "“{title}”名称里写的是 {expected} 分，分值栏是 {found} 分，先按分值栏",
        "the title of “{title}” says {expected}, its points {found}; the latter was put down",
        "请按发布单位的原意改正其中一处",
        "correct the one that is wrong; the authority has to say which",
    ),
    "import-shared-points": Message(
        WARNING,
        "“{title}”几行共用一个分值，合成了一项指标",
        "several rows share the points of “{title}”; they became one criterion",
        "要分开评分，请给各行分值",
        "to score them apart, give each its points",
    ),
    "import-mark": Message(
        WARNING,
        "“{title}”的评分标准没有认出来（{why}），先由评估人员直接打分",
        "the rule of “{title}” was not recognised ({why}); for now an evaluator gives the points",
        "请人工核定：可以照旧打分，也可以改成别的规则",
        "decide: leave the mark, or declare a rule",
    ),
    "import-if-none": Message(
        WARNING,
        "“{title}”：表里没有写分母为 0 时怎么办，先按 0 分",
        "“{title}”: the table does not say what a divisor of 0 means; 0 points for now",
        "请核定 if_none：zero、full 或 not_applicable",
        "decide if_none: zero, full or not_applicable",
    ),
    "import-no-list": Message(
        WARNING,
        "“{title}”：表里没有列出是哪几项，先作为“各项齐全”一个是否题",
        "“{title}”: the table does not list the items; one yes-or-no question for now",
        "请把应有的各项列成 all_of",
        "list the items in an all_of",
    ),
    "import-by-target": Message(
        WARNING,
        "“{title}”：表里只有指标值，按完成比例计分，满分为止",
        "“{title}”: the table has only a target; scored in proportion to it, up to full points",
        "请核定是否按比例计分",
        "decide whether that is meant",
    ),
    "import-grades": Message(
        WARNING,
        "没有从表里读出等级，先按满分的 90%、80%、60% 分四等",
        "no grades were read from the table; 90, 80 and 60 % of full marks for now",
        "请按发布单位的文件改正 grades",
        "correct `grades` by the authority's paper",
    ),
    "import-grades-read": Message(
        WARNING,
        "等级按这句话读出：“{said}”",
        "the grades were read from: '{said}'",
        "请核对 grades",
        "check `grades`",
    ),
    "import-weights": Message(
        WARNING,
        "权重是百分比，按满分 100 换算成了分值",
        "the weights are percentages; they became points out of 100",
    ),
    "import-set-aside": Message(
        WARNING,
        "“{title}”不是普通指标（扣分、否决或限制），原文抄在文件末尾",
        "“{title}” is no ordinary criterion (deduction, veto or limit); its text is at the end of the file",
        "请写成 deductions、vetoes 或 ceilings",
        "declare it under deductions, vetoes or ceilings",
    ),
}
