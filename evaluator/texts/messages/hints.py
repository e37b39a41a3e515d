"""Hints that may replace a problem's usual hint."""

from typing import Final

HINTS: Final[dict[str, tuple[str, str]]] = {
    "did-you-mean": ("是不是“{near}”？", "did you mean '{near}'?"),
    "merged-near": (
        "是不是“{near}”？并入本轮里没有的新站，用 --into-new {name}",
        "did you mean '{near}'? Into a new station, not of the round: --into-new {name}",
    ),
    "merged-new": (
        "请核对编号；并入本轮里没有的新站，用 --into-new {name}",
        "check the id; into a new station, not of the round: --into-new {name}",
    ),
    "changed-result": (
        "进行中的轮次由“evaluator round run ROUND”重新算出；已结束的，从备份里取回原件",
        "in an open round 'evaluator round run ROUND' computes it anew; in a closed round take it back from a backup",
    ),
    "changed-paper": (
        "办公室改过的，用 documents --keep 登记；要程序写的，用 documents --force 重新写出",
        "record an edited paper with documents --keep; write it anew with documents --force",
    ),
    "delete-it": ("请删掉它", "delete it"),
    "number-form": (
        "数字写成 12 或 12.5：不加引号、单位、加号和千位分隔符，前面不加 0",
        "write numbers as 12 or 12.5: no quotation marks, units, plus sign, separators or leading zeros",
    ),
    "quote-text": (
        "请加上英文引号，写成 '{text}'",
        "put it in quotation marks: '{text}'",
    ),
    "list-form": (
        "列表每项一行，以“- ”开头；或写成 [甲, 乙]",
        "write one item per line, each starting with '- ', or [first, second]",
    ),
    "mapping-form": (
        "写成“名称: 内容”，每行一项，比上一行多缩进两格，冒号后面空一格",
        "write 'name: content', one per line, two spaces deeper, with a space after the colon",
    ),
    "known-options": ("可以写：{known}", "it can be: {known}"),
    "write-integer": ("请填整数，如 12", "write a whole number such as 12"),
    "write-number": ("请填数字，如 12 或 12.5", "write a number such as 12 or 12.5"),
    "write-share": ("请填百分数，如 93%", "write a share such as 93%"),
    "write-boolean": ("请填“是”或“否”", "write true or false"),
    "write-choice": ("请填一个选项", "write one option"),
    "write-set": (
        "请写成列表，如 [甲, 乙]；一项也没有写 []",
        "write a list such as [first, second]; [] for none",
    ),
    "write-date": ("日期写成 2025-07-01、2025/7/1 或 2025年7月1日", "write dates as 2025-07-01 or 2025/7/1"),
    "no-such-day": ("没有这一天，请核对", "there is no such day; check it"),
    "write-text": ("请填文字", "write text"),
    "write-without-commas": ("请去掉千位分隔符，如 1200", "leave the separators out: 1200"),
    "write-without-unit": ("只填数字，不写单位", "write the number alone, without its unit"),
    "write-without-percent": ("这里不是百分数，请去掉“%”", "this is no share; leave '%' out"),
    "submission-renamed": (
        "是不是“{near}”？请改名为 submission.yaml",
        "is it '{near}'? Rename it to submission.yaml",
    ),
    "ledger-column-rename": (
        "是不是“{near}”？请改表头，或在 submission.yaml 里写 columns: {{{near}: {id}}}",
        "is it '{near}'? Rename it, or write columns: {{{near}: {id}}} in submission.yaml",
    ),
    "ledger-columns": (
        "在 submission.yaml 里写明哪个表头是哪一列，如 columns: {{{near}: {id}}}；表头不在前 10 行时写 header_row",
        "say in submission.yaml which head is which column: columns: {{{near}: {id}}}; give header_row below row 10",
    ),
    "ledger-empty-file": ("文件是空的，请重新保存或复制", "the file is empty; save or copy it again"),
    "ledger-encrypted": (
        "文件设了密码，请去掉密码后另存为 .xlsx",
        "it has a password; remove it and save as .xlsx",
    ),
    "ledger-old-excel": (
        "这个 .xls 或 .et 文件读不出来，请用 WPS 或 Excel 打开后另存为 .xlsx",
        "this .xls or .et file cannot be read; open it in WPS or Excel and save it as .xlsx",
    ),
    "ledger-other-table": (
        "这是别的表格格式，请用 WPS 或 Excel 另存为 .xlsx",
        "this is another spreadsheet format; save it as .xlsx",
    ),
    "ledger-not-a-table": (
        "这不是表格，要 .xlsx 或 .csv",
        "this is no table; it has to be .xlsx or .csv",
    ),
    "ledger-is-pdf": (
        "这是 PDF；要表格本身（.xlsx 或 .csv），请从做这张表的程序里另存",
        "this is a PDF; the table itself (.xlsx or .csv) is needed, saved from the program it was made in",
    ),
    "ledger-is-word": (
        "这是 Word 文档；请把里面的表格复制到 WPS 表格或 Excel，存成 .xlsx",
        "this is a Word document; copy its table into Excel or WPS and save it as .xlsx",
    ),
    "ledger-is-slides": (
        "这是演示文稿；请把里面的表格复制到 WPS 表格或 Excel，存成 .xlsx",
        "these are slides; copy the table into Excel or WPS and save it as .xlsx",
    ),
    "ledger-is-picture": (
        "这是图片；图片里的表程序读不了，请填成 .xlsx 或 .csv",
        "this is a picture, in which no table can be read; fill in an .xlsx or .csv file",
    ),
    "ledger-is-archive": (
        "这是压缩包；请解压后写里面的表格文件",
        "this is an archive; unpack it and name the table in it",
    ),
    "ledger-xml-table": (
        "这是“XML 电子表格 2003”；请用 WPS 或 Excel 打开后另存为 .xlsx",
        "this is an XML Spreadsheet 2003; open it in WPS or Excel and save it as .xlsx",
    ),
    "ledger-bad-line": (
        "第 {lines} 行有认不出的字符（编码不对或已损坏）；请用 WPS 或 Excel 打开，核对并改好这些行，再存成 .xlsx",
        "line {lines} has characters in no known encoding; open the file in WPS or Excel, correct these lines and save it as .xlsx",
    ),
    "roles-known": ("可以写：{roles}", "one of: {roles}"),
    "ledger-web-page": (
        "这是网页内容，请用 WPS 或 Excel 打开后另存为 .xlsx",
        "this is a web page; open it in WPS or Excel and save it as .xlsx",
    ),
    "ledger-quotes": (
        "双引号不成对，请用 WPS 或 Excel 打开后另存为 .xlsx",
        "quotation marks do not match; open it in WPS or Excel and save it as .xlsx",
    ),
    "ledger-damaged": (
        "文件已损坏，请用 WPS 或 Excel 打开后另存为 .xlsx",
        "the file is damaged; open it in WPS or Excel and save it as .xlsx",
    ),
    "ledger-bomb": (
        "解压后太大，请删掉表里的图片和多余的工作表",
        "it is too large once unpacked; remove pictures and other sheets",
    ),
    "ledger-far-cell": (
        "工作表“{sheet}”的 {cell} 有内容，离表格太远，整张表没有读；请删掉那一格的内容（或整行整列），再保存",
        "in the sheet “{sheet}” {cell} has content, too far away for the sheet to be read; delete it (or its row and column) and save",
    ),
    "ledger-too-wide": (
        "有内容的单元格离得太远，请删掉表格外面多余的内容",
        "cells with content lie too far apart; delete what stands outside the table",
    ),
    "workbook-csv": (
        "内容是 CSV 文本，只有一张表；请在工作簿里填写，保存为 .xlsx",
        "it is CSV text, which holds one table only; fill in the workbook and save it as .xlsx",
    ),
    "workbook-is-word": (
        "内容是 Word 文档或演示文稿，请选填好的工作簿",
        "it is a Word document or a presentation; choose the workbook that was filled in",
    ),
    "workbook-is-zip": (
        "内容是普通压缩包，请先解压，再选里面的工作簿",
        "it is an ordinary zip archive; unpack it and choose the workbook inside",
    ),
    "workbook-is-other": (
        "内容不是表格文件，请选填好的 .xlsx 工作簿",
        "its content is no spreadsheet; choose the .xlsx workbook that was filled in",
    ),
    "import-huge": (
        "表格太大，不像评分表：最多 5000 行、100 列",
        "it is too large for a score table: at most 5,000 rows and 100 columns",
    ),
    "import-huge-at": (
        "工作表“{sheet}”太大，不像评分表：最多 5000 行、100 列，它到了 {cell}；是别的表就用 --sheet 写评分表的名称，是多余的内容就删掉",
        "the sheet “{sheet}” is too large for a score table: at most 5,000 rows and 100 columns, but it reaches {cell}; name the score table with --sheet, or delete what does not belong there",
    ),
    "import-old-word": (
        "这是旧的 .doc、.wps 文档，请用 WPS 或 Word 另存为 .docx",
        "this is an old .doc or .wps document; save it as .docx in WPS or Word",
    ),
    "import-web-page": (
        "这是网页内容，请用 WPS 或 Office 打开后另存为 .xlsx 或 .docx",
        "this is a web page; open it in WPS or Office and save it as .xlsx or .docx",
    ),
    "import-embedded": (
        "文档里嵌的是网页，没有真正的文字；请用 WPS 或 Word 打开后另存为 .docx",
        "the document only embeds a web page; open it in WPS or Word and save it as .docx",
    ),
    "import-object": (
        "文档里的表是嵌入的 Excel 表格；请在 Word 里双击打开它，另存为 .xlsx",
        "the table in the document is an embedded worksheet; open it in Word and save it as .xlsx",
    ),
    "import-picture": (
        "里面只有图片；请先把图片里的表转成文字，做成 .xlsx 或 .docx",
        "there is nothing in it but pictures; turn the table in them into text first, as .xlsx or .docx",
    ),
    "import-empty": (
        "文档里没有文字，请选写有评分表的文件",
        "there is no text in the document; choose the one with the score table",
    ),
    "import-damaged-word": (
        "Word 文件已损坏，请用 WPS 或 Word 打开后另存为 .docx",
        "the Word file is damaged; open it in WPS or Word and save it as .docx",
    ),
    "evidence-looks-like": (
        "内容像是 .{content} 文件；请用原来的程序打开，重新保存",
        "the content looks like a .{content} file; open it in the program it came from and save it again",
    ),
}
