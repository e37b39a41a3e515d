"""Problems of the offline workbook: the file as a whole, its sheets, its cells."""

from typing import Final

from evaluator.messages.entry import ERROR, WARNING, Entry

PROBLEMS: Final[dict[str, Entry]] = {
    # The file
    "workbook-unreadable": Entry(
        ERROR,
        "这不是能读取的工作簿",
        "this is no workbook that can be read",
        "请用 WPS 或 Excel 打开，另存为 .xlsx",
        "open it in WPS or Excel and save it as .xlsx",
    ),
    "workbook-too-large": Entry(
        ERROR,
        "工作簿太大（{size} MiB），最多 {limit} MiB",
        "the workbook is too large ({size} MiB), at most {limit} MiB",
        "请删掉工作簿里的图片；照片放到 evidence 文件夹",
        "remove pictures from it; photos belong in the evidence folder",
    ),
    "workbook-bomb": Entry(
        ERROR,
        "{part} 解压后有 {size} MiB，超出限度（{limit} MiB），没有读取",
        "{part} comes to {size} MiB once unpacked, beyond the limit ({limit} MiB); it was not read",
        "请删掉表格下方成片的空行和多余的格式，再保存",
        "delete the blank rows and formats below the tables and save again",
    ),
    "workbook-parts": Entry(
        ERROR,
        "压缩包里有 {count} 个部分，最多 {limit} 个",
        "it is made of {count} parts, at most {limit}",
        "请用 WPS 或 Excel 打开，另存为 .xlsx",
        "open it in WPS or Excel and save it as .xlsx",
    ),
    "workbook-macros": Entry(
        ERROR,
        "工作簿带有宏或控件（{part}），没有读取",
        "the workbook contains macros or controls ({part}); it was not read",
        "请另存为不带宏的 .xlsx",
        "save it as .xlsx without macros",
    ),
    "workbook-external": Entry(
        ERROR,
        "工作簿链接到别的文件或数据源（{part}），没有读取",
        "the workbook refers to other files or sources of data ({part}); it was not read",
        "请在“数据 → 编辑链接”里断开链接，或把公式改成数值，再保存",
        "break the links under Data → Edit Links, or turn the formulas into values, and save again",
    ),
    "workbook-declares": Entry(
        ERROR,
        "{part} 里有表格程序不会写的声明（DTD、实体），没有读取",
        "{part} declares what no spreadsheet program writes (a DTD, entities); it was not read",
        "请用 WPS 或 Excel 打开，另存为 .xlsx",
        "open it in WPS or Excel and save it as .xlsx",
    ),
    "workbook-too-far": Entry(
        ERROR,
        "有内容的单元格远在表格之外，最远到 {found}",
        "cells with content lie far outside the table, as far as {found}",
        "请删掉表格外面多余的内容",
        "delete what stands outside the table",
    ),
    # Its sheets
    "workbook-no-sheets": Entry(
        ERROR,
        "没有找到填报用的工作表：这不是本程序生成的工作簿，或各表左上角隐藏的标记被删了",
        "no sheet to fill in was found: this is not a workbook of this program, or the hidden marks in the top left corners are gone",
        "请用 evaluator workbook new 重新生成，把填好的内容粘贴进去（只粘贴数值）",
        "make a new one with 'evaluator workbook new' and paste the values into it",
    ),
    "workbook-other-version": Entry(
        ERROR,
        "工作簿的格式版本是 {found}，本程序只认识 {known}",
        "the workbook's layout is version {found}; this program knows {known}",
        "请用同一版本的程序生成和读取",
        "make and read it with the same version of the program",
    ),
    "workbook-sheet-missing": Entry(
        ERROR,
        "缺少工作表“{title}”",
        "the sheet '{title}' is missing",
        "请从原来的工作簿找回这张表",
        "take it from the workbook as it was handed out",
    ),
    "workbook-sheet-twice": Entry(
        ERROR,
        "这张表是“{first}”的副本，不知道以哪张为准",
        "this sheet is a copy of '{first}'; nobody can tell which one holds",
        "请删掉其中一张",
        "delete one of the two",
    ),
    "workbook-other-guideline": Entry(
        ERROR,
        "工作簿是按评估指南“{found}”生成的，现在要读的是“{wanted}”",
        "the workbook was made for the guideline '{found}', it is read for '{wanted}'",
        "请用同一份评估指南",
        "use the same guideline",
    ),
    "workbook-guideline-changed": Entry(
        WARNING,
        "生成工作簿之后，评估指南“{id}”改过了（当时 {made}，现在 {now}）",
        "the guideline '{id}' has changed since the workbook was made (then {made}, now {now})",
        "内容已按现在的指南读取，请核对；最好用新工作簿重新填写",
        "it was read by the guideline as it is now; check it, or better fill in a new workbook",
    ),
    # Its cells
    "workbook-id-unknown": Entry(
        ERROR,
        "隐藏列里的编号“{found}”不认识，这一行不知道是什么",
        "the hidden column says '{found}', which nobody knows: there is no telling what this row is",
        "请从原来的工作簿恢复这一行",
        "take the row from the workbook as it was handed out",
    ),
    "workbook-id-twice": Entry(
        ERROR,
        "这一行与 {first} 是同一项“{title}”",
        "this row is the same as {first}: '{title}'",
        "只留一行",
        "keep one of them",
    ),
    "workbook-row-missing": Entry(
        ERROR,
        "缺少“{title}”这一行（{id}）",
        "the row of '{title}' ({id}) is missing",
        "请从原来的工作簿恢复这一行",
        "take the row from the workbook as it was handed out",
    ),
    "workbook-column-missing": Entry(
        ERROR,
        "缺少“{title}”这一列（{id}）",
        "the column of '{title}' ({id}) is missing",
        "请从原来的工作簿恢复这一列",
        "take the column from the workbook as it was handed out",
    ),
    "workbook-formula": Entry(
        ERROR,
        "填写格里是公式 {found}，不是填写的内容",
        "this cell holds the formula {found} where a value is filled in",
        "请直接填结果；可以复制后“选择性粘贴 → 数值”",
        "fill in the result: copy the cell, then Paste Special → Values",
    ),
    "workbook-edited": Entry(
        WARNING,
        "这里不是填写的地方，写上的“{found}”没有读取",
        "this is no place to fill in; '{found}' was not read",
        "请把内容移到填写格里，这里恢复成“{was}”",
        "move it into a cell to fill in and put '{was}' back here",
    ),
    "workbook-stray": Entry(
        WARNING,
        "填写区外写了“{found}”，没有读取",
        "'{found}' stands outside the cells to fill in; it was not read",
        "如有用处，请移到填写格里",
        "if it matters, move it into a cell to fill in",
    ),
    "workbook-more-cells": Entry(
        WARNING,
        "填写区外还有 {count} 个单元格有改动，没有一一列出",
        "{count} more cells outside the area to fill in were changed",
    ),
}
