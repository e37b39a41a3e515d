"""Messages of `evaluator template`, in Chinese and in English."""

from __future__ import annotations

from typing import Final

TEMPLATE_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "template-check": (
        "  找出模板里的全部问题：evaluator template check {path}",
        "  to find all mistakes in it: evaluator template check {path}",
    ),
    "help.template": (
        "报告模板：列出、复制、检查、变量说明",
        "report templates: list, new, check, variables",
    ),
    "help.template.list": ("列出自带的模板", "list the templates that come with the program"),
    "help.template.new": ("复制一份模板，用 Word 或 WPS 修改", "copy a template, to edit in Word or WPS"),
    "help.template.check": (
        "检查模板，把问题写成批注",
        "find the mistakes in a template, as comments in a copy",
    ),
    "help.template.variables": ("模板里可用的变量", "the variables a template may use"),
    "doctor.name": ("名称", "name"),
    "doctor.file": ("文件", "file"),
    "doctor.makes": ("用途", "makes"),
    "doctor.view": ("数据", "data"),
    "doctor.variable": ("变量", "variable"),
    "doctor.kind": ("类型", "kind"),
    "doctor.example": ("例", "example"),
    "doctor.text": ("文字", "text"),
    "doctor.yes or no": ("是否", "yes/no"),
    "doctor.list": ("列表", "list"),
    "doctor.empty": ("（可为空）", "(may be empty)"),
    "doctor.station": ("单个站点", "one station"),
    "doctor.review": ("复核", "a review"),
    "doctor.sheet": ("评分表", "a score sheet"),
    "doctor.receipt": ("收件回执", "a receipt"),
    "doctor.check": ("补正通知", "a notice on materials"),
    "doctor.explanation": ("得分由来、比较", "where points come from, and comparisons"),
    "doctor.answer": ("异议答复", "an answer to an objection"),
    "doctor.round": ("整个轮次", "a whole round"),
    "doctor.variables-of": (
        "{view}：{count} 个变量。列表用 {{%p for … in 列表 %}} 逐项打印；a[].b 是每一项的 b。",
        "{view}: {count} variables. {{%p for … in list %}} prints a list; a[].b is the b of each item.",
    ),
    "doctor.made": (
        "已建好 {path}。用 Word 或 WPS 修改后：evaluator template check {path}",
        "made {path}. Edit it in Word or WPS, then: evaluator template check {path}",
    ),
    "doctor.exists": ("{path} 已存在；要覆盖请加 --force", "{path} exists; add --force to replace it"),
    "doctor.cannot-read": ("读不了 {path}：{reason}", "cannot read {path}: {reason}"),
    "doctor.not-word": ("{path} 不能用作模板：{reason}", "{path} cannot be a template: {reason}"),
    "template-unseen": (
        "模板 {path}：{count} 处划去、隐藏或已删除的内容没有印（{text}）",
        "template {path}: {count} texts that are struck through, hidden or deleted were not printed ({text})",
    ),
    "file.damaged": (
        "文件已损坏；请用 WPS 或 Word 打开，另存为 .docx",
        "the file is damaged; open it in WPS or Word and save it as .docx",
    ),
    "file.encrypted": ("文件设了密码；请去掉密码再存", "it has a password; remove it and save again"),
    "file.bomb": ("解压后太大", "it is too large once unpacked"),
    "file.empty": ("文件是空的", "the file is empty"),
    "file.old-word": (
        "这是旧的 .doc、.wps 或 .rtf 文档；请用 WPS 或 Word 另存为 .docx",
        "this is an old .doc, .wps or .rtf document; save it as .docx in WPS or Word",
    ),
    "file.macros": (
        "里面有宏；请用 WPS 或 Word 另存为不带宏的 .docx",
        "it has macros; save it as .docx, without them, in WPS or Word",
    ),
    "file.pdf": (
        "这是 PDF；模板要 Word 文档（.docx）",
        "this is a PDF; a template is a Word document (.docx)",
    ),
    "file.excel": (
        "这是 Excel 或 WPS 表格；模板要 Word 文档（.docx）",
        "this is a spreadsheet; a template is a Word document (.docx)",
    ),
    "file.slides": (
        "这是演示文稿；模板要 Word 文档（.docx）",
        "these are slides; a template is a Word document (.docx)",
    ),
    "file.web": (
        "这是网页内容；请用 WPS 或 Word 打开，另存为 .docx",
        "this is a web page; open it in WPS or Word and save it as .docx",
    ),
    "file.other": ("不是 Word 文档（.docx）", "it is not a Word document (.docx)"),
    "doctor.fine": (
        "{path}：没有问题（按“{view}”的变量检查，并用极长、空白和带特殊符号的内容试做了报告）",
        "{path}: fine (held against the variables of {view}; tried with very long, empty and odd values)",
    ),
    "doctor.fine-house": ("版面符合 {house}。", "Page and type follow {house}."),
    "doctor.count": ("{path}：{count} 个问题", "{path}: {count} findings"),
    "doctor.not-rendered": (
        "循环、条件或整段标签有错，没有试做报告；改好后请再检查一次。",
        "Loops, conditions or whole-paragraph tags are wrong: no report was tried. Check again afterwards.",
    ),
    "doctor.where": ("{part}第 {number} 段", "{part} paragraph {number}"),
    "doctor.nowhere": ("{part}", "{part}"),
    "doctor.in-file": ("整个文件", "whole file"),
    "doctor.part.document": ("正文", "text"),
    "doctor.part.header": ("页眉", "header"),
    "doctor.part.footer": ("页脚", "footer"),
    "doctor.part.footnotes": ("脚注", "footnotes"),
    "doctor.part.core": ("文档属性", "properties"),
    "doctor.part.styles": ("样式", "styles"),
    "doctor.near": ("是不是“{near}”？", "Did you mean “{near}”?"),
    "doctor.see-variables": (
        "可用的变量见 evaluator template variables。",
        "See `evaluator template variables`.",
    ),
    "doctor.unclosed": (
        "标签没有结束：{what}。补上 }}}} 或 %}}。",
        "a tag that does not close: {what}. Add }}}} or %}}.",
    ),
    "doctor.full-width": (
        "花括号或百分号是全角的：{what}。请改用半角 {{{{ }}}} 和 {{% %}}。",
        "full-width braces: {what}. Write {{{{ }}}} and {{% %}} with the Latin keyboard.",
    ),
    "doctor.unopened": (
        "只有标签的结尾，没有开头：{what}。补上 {{{{ 或 {{%。",
        "the end of a tag without its beginning: {what}. Add {{{{ or {{%.",
    ),
    "doctor.split": (
        "标签被断开：{what}。中间有换段、换行、制表符、图片、链接或修订；请删掉，在一段里连着重新输入。",
        "a tag split by a paragraph, break, picture, link or tracked change: {what}. Type it in one go.",
    ),
    "doctor.not-alone": (
        "{what} 应独占一段（一行、一格）：同一处的其他内容会丢失。",
        "{what} must be alone in its paragraph, row or cell: whatever else is there gets lost.",
    ),
    "doctor.not-in-tr": (
        "{what} 不在表格里；表格外请用 {{%p。",
        "{what} is not in a table; use {{%p outside of one.",
    ),
    "doctor.not-in-tc": ("{what} 不在表格的格子里。", "{what} is not in a cell of a table."),
    "doctor.no-end": ("{what} 没有对应的结尾。", "{what} has no end."),
    "doctor.no-start": ("{what} 没有对应的开头。", "{what} has no beginning."),
    "doctor.other-place": (
        "{what} 与开头 {found} 不在同一层：种类（p、tr、tc）和所在的表格、行要相同。",
        "{what} and its beginning {found} must be of one kind (p, tr, tc) and in the same table or row.",
    ),
    "doctor.syntax": (
        "标签读不懂：{what}。请核对括号、引号和标点（都用半角）。",
        "a tag that cannot be read: {what}. Check its brackets, quotes and punctuation.",
    ),
    "doctor.unknown-name": ("没有这个变量：{what}。", "there is no such variable: {what}."),
    "doctor.unknown-chart": (
        "没有这个图表：{what}，做报告时图中的数字不会更换。",
        "there is no such chart: {what}; its figures would stay as they are.",
    ),
    "doctor.no-code": (
        "提示：没有核对用的二维码。可从随附模板末尾复制，或放一张 PNG 图片并命名为 {what}，旁写 {{{{ code }}}}。",
        "note: no code to check papers by. Copy it from a template of the program, or name a PNG {what}.",
    ),
    "doctor.unknown-filter": ("没有这个过滤器：{what}。", "there is no such filter: {what}."),
    "doctor.unknown-test": ("没有这个判断（is …）：{what}。", "there is no such test (is …): {what}."),
    "doctor.unknown-tag": ("没有这种标签：{what}。", "there is no such tag: {what}."),
    "doctor.refused-tag": (
        "Word 模板里不能用这种标签：{what}。",
        "the tag {what} is not for Word templates.",
    ),
    "doctor.needs-loop": (
        "{what}：这里是一个列表，要用循环（for）逐项打印。",
        "{what}: this is a list; print it item by item with a loop (for).",
    ),
    "doctor.not-a-list": ("{what} 不是列表，不能循环。", "{what} is no list: it cannot be looped over."),
    "doctor.not-text": (
        "{what} 里有多项内容，不能整个打印；请写出其中一项，例如 {what}.{near}。",
        "{what} holds several values and cannot be printed whole; name one, such as {what}.{near}.",
    ),
    "doctor.unsafe": (
        "想运行程序代码，已拦下：{what}。模板只能打印变量。",
        "tries to run code, which is stopped: {what}. A template may only print variables.",
    ),
    "doctor.worst": (
        "遇到{case}会出错：{found}",
        "fails with {case}: {found}",
    ),
    "doctor.case.usual": ("平常的内容", "usual values"),
    "doctor.case.long": ("很长的文字", "very long text"),
    "doctor.case.empty": ("空白的内容", "empty values"),
    "doctor.case.hostile": ("带特殊符号的文字", "text with odd characters"),
    "doctor.broken": ("做不成报告：{found}", "no report can be made: {found}"),
    "doctor.deleted": (
        "修订里已删除的内容不会印进报告：{what}",
        "what a tracked change deletes is not printed in reports: {what}",
    ),
    "doctor.hidden": ("隐藏的文字不会印进报告：{what}", "hidden text is not printed in reports: {what}"),
    "doctor.struck": (
        "划去的文字不会印进报告：{what}",
        "text that is struck through is not printed in reports: {what}",
    ),
    "doctor.slow": (
        "提示：这个写法结果正确，但做报告较慢：{what}",
        "note: comes out right, but slowly: {what}",
    ),
    "doctor.fixed-height": (
        "{what} 所在的行固定了行高，文字长了会被截断；行高请改为“最小值”。",
        "the row of {what} has a fixed height: longer text is cut off. Set the height to “at least”.",
    ),
    "doctor.font": (
        "字体“{found}”只设了西文，中文字体没有指定；请同时设“中文字体”。",
        "the font “{found}” is set for Latin letters alone; set the East-Asian font too.",
    ),
    "doctor.style-font": (
        "样式“{what}”的字体“{found}”只设了西文，中文字体没有指定。",
        "the font “{found}” of the style “{what}” is for Latin letters alone; set the East-Asian font too.",
    ),
    "doctor.page": (
        "纸张是 {found} 毫米，应为 {wanted} 毫米（A4）。",
        "the paper is {found} mm; it should be {wanted} (A4).",
    ),
    "doctor.margin-top": (
        "上边距 {found} 毫米，应为 {wanted} 毫米。",
        "the top margin is {found} mm; it should be {wanted}.",
    ),
    "doctor.margin-left": (
        "左边距 {found} 毫米，应为 {wanted} 毫米。",
        "the left margin is {found} mm; it should be {wanted}.",
    ),
    "doctor.text-width": (
        "版心宽 {found} 毫米，应为 {wanted} 毫米。",
        "the text is {found} mm wide; it should be {wanted}.",
    ),
    "doctor.text-height": (
        "版心高 {found} 毫米，应为 {wanted} 毫米。",
        "the text is {found} mm high; it should be {wanted}.",
    ),
    "doctor.body-size": (
        "正文字号 {found} 磅，应为 {wanted} 磅（三号）。",
        "the text is {found} pt; it should be {wanted} pt.",
    ),
    "doctor.title-size": (
        "标题字号 {found} 磅，应为 {wanted} 磅（二号）。",
        "the title is {found} pt; it should be {wanted} pt.",
    ),
    "doctor.body-font": (
        "正文的中文字体是“{found}”，应为{wanted}。",
        "the East-Asian font of the text is “{found}”; it should be {wanted}.",
    ),
    "doctor.title-font": (
        "标题的中文字体是“{found}”，应为{wanted}。",
        "the East-Asian font of the title is “{found}”; it should be {wanted}.",
    ),
    "doctor.pitch.auto": ("是倍数", "a multiple"),
    "doctor.pitch.atLeast": ("是最小值", "a minimum"),
    "doctor.pitch.exact": ("{found} 磅", "{found} pt"),
    "doctor.line-pitch": (
        "行距{found}，应为固定值 {wanted} 磅。",
        "the line pitch is {found}; it should be exactly {wanted} pt.",
    ),
    "doctor.as-in": ("每项同 {path}[]", "each as in {path}[]"),
    "makes.evaluation": ("评估报告", "evaluation report"),
    "makes.annexes": ("评估报告附件", "annexes of the evaluation report"),
    "makes.self-check": ("自评报告", "a station's own check"),
    "makes.summary": ("总体评估报告", "summary of a round"),
    "makes.ranking": ("汇总排名表", "ranking"),
    "makes.correction": ("更正公告", "the correction of a round's results"),
    "makes.one-page": ("评估结果要情（一页）", "one page for leaders"),
    "makes.minutes": ("专家组会议纪要", "minutes of the panel"),
    "makes.publicity": ("评估结果公示", "public notice"),
    "makes.feedback": ("反馈意见书", "feedback letter"),
    "makes.composite": ("综合得分表", "composite score table"),
    "makes.score-sheet": ("专家评分表", "an evaluator's score sheet"),
    "makes.rectification": ("整改通知书", "rectification notice"),
    "makes.recheck": ("整改复评表", "recheck after rectification"),
    "makes.receipt": ("收件回执", "receipt of a station's materials"),
    "makes.material-check": ("补正通知书", "notice on what materials lack"),
    "makes.explanation": ("得分由来、比较说明", "where points come from, what made a difference"),
    "makes.objection-answer": ("异议答复书", "answer to an objection"),
    "makes.review-decision": ("复核决定书", "review decision"),
}
