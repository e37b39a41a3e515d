"""What each argument and option of a command is for, in Chinese and in English.

`option.sheets` is that option in any command; `option.verify.sheets` is the text of one command alone.
"""

from __future__ import annotations

from typing import Final

OPTION_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "argument.CRITERION": ("只看这一项指标", "this criterion only"),
    "argument.EVALUATION": (
        "评估结果文件（.json）",
        "a file with an evaluation (.json)",
    ),
    "argument.verify.EVALUATION|PAPER": (
        "评估结果（.json），或文书（.docx、.pdf、.html、.xlsx）",
        "an evaluation (.json), or a paper (.docx, .pdf, .html, .xlsx)",
    ),
    "argument.template.check.FILE": ("Word 模板（.docx）", "a Word template (.docx)"),
    "argument.FOLDER": ("新建的文件夹", "the folder to make"),
    "argument.GUIDELINE": ("评估指南的编号，或它的文件夹", "a guideline's id, or its folder"),
    "argument.GUIDELINE|STATION|ROUND": (
        "评估指南的编号或文件夹；或站点文件夹；或评估轮次文件夹",
        "a guideline's id or folder, a station's folder, or a round's",
    ),
    "argument.OUTPUT": ("新模板的文件名（.docx）", "the new template's file (.docx)"),
    "argument.ROUND": ("评估轮次文件夹", "the round's folder"),
    "argument.SOURCE": (
        "站点文件夹、评分表、填好的工作簿，装着这些的文件夹，或带回来的离线包；用 --again 时为轮次里的文件",
        "a station's folder, a sheet, a filled-in workbook, a folder of these, a hand-out; with --again a round's file",
    ),
    "argument.STATION": (
        "站点文件夹，或其中的 submission.yaml",
        "the station's folder, or the submission.yaml in it",
    ),
    "argument.mark.STATION": ("站点编号", "the station's id"),
    "argument.round.check.STATION": ("只审核这些站点，默认全部", "only these stations; default: all"),
    "argument.round.decide.STATION": ("站点编号", "the station's id"),
    "argument.TABLE": ("评分表（.xlsx 或 .docx）", "a score table (.xlsx or .docx)"),
    "argument.WORKBOOK": ("填好的工作簿（.xlsx）", "a workbook that was filled in (.xlsx)"),
    "option.check.to": (
        "要达到的等级：列出最省力的办法，并证明没有更省力的",
        "a grade to reach: what takes the least effort, with the proof that nothing cheaper does",
    ),
    "option.waive": (
        "豁免一项指标：不要求该站点做到，和 --until 一起写",
        "waive a criterion: the station is not asked for it; with --until",
    ),
    "option.until": ("豁免到哪一天为止", "the last day of the waiver"),
    "option.accept-not-applicable": (
        "认可不适用的分值超过限额",
        "accept that more does not apply than the guideline allows",
    ),
    "option.against": ("站点文件夹，或评估轮次文件夹", "the station's folder, or the round's"),
    "option.all": ("列出全部，不只前几行", "show every row and every criterion"),
    "option.annexes": (
        "另写附件：评定步骤、佐证、计数、校验码",
        "also write the annexes: steps, evidence, counts, hashes",
    ),
    "option.annotate": ("把问题写成批注，另存为这个文件", "write a copy with the findings as comments"),
    "option.accept-program": (
        "同意用计分规则不同的新程序复核，理由",
        "why stations opened again are reviewed with a program that scores in another way",
    ),
    "option.anyway": (
        "还有没办完的也结束，写明理由",
        "close although something is open, and why",
    ),
    "option.as": ("评估人编号", "the evaluator's id"),
    "option.before": (
        "复核前的结果，用于复核决定书",
        "the result that this one replaces, for review-decision",
    ),
    "option.blank": ("不带已有的评分", "without the marks given so far"),
    "option.again": (
        "轮次里改动过的文件，按现在的样子重新登记",
        "record files of the round that were changed there as they are now",
    ),
    "option.by": ("由谁决定", "who decided"),
    "option.round.close.by": ("由谁结束", "who closes it"),
    "option.round.receive.by": ("由谁重交", "who hands it in again"),
    "option.round.documents.by": ("由谁改的（用 --keep 时）", "who edited it, with --keep"),
    "option.claim": ("不适用申报是否认可", "whether a claim that it does not apply is accepted"),
    "option.cluster": ("用 dask 集群运行，tcp://…", "run on a dask cluster, tcp://…"),
    "option.county": ("所在区县", "its county"),
    "option.date": ("日期；不写时为今天", "the day; default: today"),
    "option.decisions": ("合议决定文件", "the file of the panel's decisions"),
    "option.each": ("每个站点、每位评估人各一份", "one for every station or evaluator"),
    "option.edition": ("版本；不写时为今年", "its edition; default: this year"),
    "option.evidence": ("佐证材料是否认可", "whether an item of evidence is accepted"),
    "option.fact": ("指标数据的值", "a fact's value"),
    "option.fail-under": (
        "得分下限低于此分数或等级时，退出码为 3",
        "exit with 3 when the low end is below these points or this grade",
    ),
    "option.for": ("给谁填写：station 站点，evaluator 评估人", "who fills it in"),
    "option.force": ("已有的也覆盖", "replace what is there"),
    "option.workbook.new.force": ("保存过的工作簿也覆盖", "replace workbooks somebody saved"),
    "option.round.documents.force": ("改过的文书也重写", "replace papers that were edited"),
    "option.from": ("起始日期", "the first day"),
    "option.template.new.from": ("复制哪个模板", "the template to copy"),
    "option.workbook.new.from": (
        "用这个站点的内容填好：站点文件夹，或本轮里的站点编号",
        "fill it from this station: its folder, or its id in the round",
    ),
    "option.verify.before": (
        "比较说明里此前的结果、评估轮次或评估指南",
        "of a comparison: the earlier result, round or guideline",
    ),
    "option.verify.result": (
        "核对文书用的评估结果（.json）；默认取旁边同名的",
        "the result to check a paper by; default: beside it",
    ),
    "option.guideline": ("采用的评估指南：编号或文件夹", "the guideline: its id or folder"),
    "option.help": ("显示本页", "show this page"),
    "option.house": (
        "同时检查版面：gbt9704（党政机关公文格式）",
        "check page and type too: gbt9704 is GB/T 9704",
    ),
    "option.new.station.write": (
        "文件夹里对得上的文件，直接写进 submission.yaml",
        "write the files that match into submission.yaml",
    ),
    "option.check.write": (
        "文件夹里对得上、还没写的文件，写进 submission.yaml",
        "write the files that match and are not named yet into submission.yaml",
    ),
    "option.new.station.id": ("站点编号；不写时为文件夹名", "the station's id; default: the folder's name"),
    "option.round.new.id": (
        "本轮编号；不写时为指南编号加年份",
        "the round's id; default: the guideline's and the year",
    ),
    "option.jobs": ("进程数；不写时每个处理器一个", "processes; default: one for each processor"),
    "option.json": ("输出 JSON", "print JSON"),
    "option.round.decide.json": ("待定事项输出为 JSON", "list what waits as JSON"),
    "option.score.json": ("用了 -o 也输出 JSON", "print the evaluation even with -o"),
    "option.keep": ("采用改过的文书，登记下来", "record a paper that was edited as it is"),
    "option.list": ("参评站点名单（.xlsx、.csv）", "a table of the stations that take part (.xlsx, .csv)"),
    "option.mark": (
        "评分，如 B1.2=level:较好、E2.7=points:7.5",
        "a mark, such as B1.2=level:较好 or E2.7=points:7.5",
    ),
    "option.name": ("站点名称", "the station's name"),
    "option.no-reports": ("只写结果，不写报告", "write results only"),
    "option.output": ("写入的文件", "the file to write"),
    "option.guideline.docs.output": (
        "写入的文件（.html 或 .md）；不写时输出 Markdown",
        "the file to write (.html or .md); without it Markdown is printed",
    ),
    "option.review": ("另写一份供修改的工作簿（.xlsx）", "also write a workbook to correct (.xlsx)"),
    "option.guideline.export.review": ("写供修改的工作簿", "write the workbook to correct"),
    "option.guideline.export.output": ("写入的文件（.xlsx 或 .docx）", "the file to write (.xlsx or .docx)"),
    "option.guideline.import.from": (
        "由改好的工作簿生成指南",
        "make the guideline from a corrected workbook",
    ),
    "option.guideline.import.output": (
        "指南的文件夹；不写时用表格的名称",
        "the guideline's folder; default: the table's name",
    ),
    "option.report.output": (
        "写入的文件（.docx、.html、.pdf）；多份时为文件夹",
        "the file to write (.docx, .html, .pdf), or a folder for several",
    ),
    "option.round.documents.output": ("写入的文件夹", "the folder to write into"),
    "option.round.hand-out.output": (
        "写入的压缩包（.zip）或文件夹；不写时为 轮次-评估人.zip",
        "the file (.zip) or folder to write; default: ROUND-EVALUATOR.zip",
    ),
    "option.round.sheets.output": ("写入的文件夹", "the folder to write into"),
    "option.workbook.new.output": (
        "写入的文件（.xlsx）；多份时为文件夹",
        "the file to write (.xlsx), or a folder for several",
    ),
    "option.workbook.read.output": (
        "站点文件夹，不写时用站点编号；评估人的工作簿为评分表文件夹，不写时用 sheets；都在工作簿旁边",
        (
            "the station's folder, default: its id; for an evaluator's workbook the folder of sheets, default: "
            "'sheets'; both beside the workbook"
        ),
    ),
    "option.panel": ("评估人名单（.xlsx、.csv）", "a table of the evaluators (.xlsx, .csv)"),
    "option.pdf": ("同时生成 PDF（用 LibreOffice）", "also as PDF, with LibreOffice"),
    "option.profile": ("采用的调整方案：名称或文件", "the profile to apply: its name or file"),
    "option.quick": (
        "只核对指纹，不重算结果、不重写文书",
        "compare hashes only; compute and make nothing again",
    ),
    "option.reason": ("理由", "the reason"),
    "option.round.documents.reason": ("采用改过的文书的理由", "why the edited paper is used"),
    "option.round.receive.reason": ("重新登记的理由", "why the files are recorded again"),
    "option.reopen": ("重新打开已提交的评分表，写明理由", "change a submitted sheet, and why"),
    "option.replace": (
        "替换已收到或已提交的，写明理由",
        "replace what was received or submitted before, and why",
    ),
    "option.report": (
        "写出自评报告（.docx、.html、.pdf）",
        "write the self-check report (.docx, .html, .pdf)",
    ),
    "option.role": ("评估人类别；不写时为 expert（专家）", "the evaluator's role; default: expert"),
    "option.round": ("与本轮平均比较", "compare with the average of this round"),
    "option.set": ("同时写出各站点的这种文书", "also these papers of every station"),
    "option.sheet": ("只读这张工作表", "read this sheet only"),
    "option.sheets": ("评分表所在的文件夹", "the folder with the evaluators' sheets"),
    "option.stations": ("同时收进这些站点，可以写几次", "receive these stations at once; may be repeated"),
    "option.strict": ("有警告也当作错误", "warnings are errors"),
    "option.submit": ("提交已有的评分，不再提问", "submit what is marked, ask nothing"),
    "option.supersede": ("重新决定；原来的决定也保留", "decide again what was decided; both stay"),
    "option.template": ("只列这个模板的变量", "only the variables of this template"),
    "option.report.template": (
        (
            "自带的模板（evaluation、self-check、html、feedback、rectification、composite、review-decision），"
            "或 .docx、.html 文件"
        ),
        (
            "a template that comes with the program (evaluation, self-check, html, feedback, rectification, "
            "composite, review-decision), or a .docx or .html file"
        ),
    ),
    "option.title": ("名称", "its title"),
    "option.guideline.import.title": ("名称；不写时用表格的标题", "its title; default: the table's"),
    "option.to": ("截止日期", "the last day"),
    "option.round.hand-out.to": ("给哪位评估人", "the evaluator it is for"),
    "option.round.sheets.to": ("只要这位评估人的", "of this evaluator only"),
    "option.version": ("显示版本", "show the version"),
    "option.veto": ("否决情形是否成立", "whether a veto holds"),
    "option.workbook": ("附上评分工作簿", "with the workbook to mark in"),
    "option.workbooks": (
        "同时写出各站、各评估人的工作簿；不写文件夹时为 轮次/workbooks",
        "write everybody's workbook as well; default: ROUND/workbooks",
    ),
}
