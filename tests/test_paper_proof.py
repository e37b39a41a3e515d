"""Proof from paper: the code on its last page, and `evaluator verify` of a paper."""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Final

import deqr
import docx
import pytest
import zxingcpp
from click.testing import CliRunner
from hypothesis import given as drawn
from hypothesis import strategies as st
from PIL import Image

from evaluator import reports
from evaluator.base.resources import shipped
from evaluator.cli.command import cli
from evaluator.evaluation import seal_of
from evaluator.model.evaluation import Evaluation
from evaluator.reports.paper_compare import likeness
from evaluator.reports.paper_text import PaperLine, paper_lines
from evaluator.reports.pdf import convert
from evaluator.reports.proof_code import (
    DRAWING,
    code_png,
    code_svg,
    code_text,
    picture_text,
    read_code,
)
from evaluator.reports.template_values import VIEWS, WORD_TEMPLATES
from evaluator.rounds.record import read_record
from evaluator.texts import Language
from evaluator.texts.problem import Unusable
from evaluator.word.charts import pictures
from evaluator.work.paper_proof import Prover, proved_by_itself
from tests.reading import word_text
from tests.rounds import making
from tests.tampering import PARTS, finished, other_digit

DATA: Final = Path(__file__).parent / "data"
SEAL: Final = "0123456789abcdef" * 4


def result() -> Evaluation:
    document: Evaluation = json.loads((DATA / "evaluation.json").read_text(encoding="utf-8"))
    return document


def members(paper: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(paper)) as package:
        return {name: package.read(name) for name in package.namelist()}


def read_by_others(png: bytes) -> set[tuple[int, str, str]]:
    """Return what two readers that share no code with the writer find: size, level and text."""
    picture = Image.open(io.BytesIO(png)).convert("L")
    return {
        (code.version, code.ecc_level.name, b"".join(part.data for part in code.data_entries).decode())
        for reader in (deqr.QuircDecoder(), deqr.QRdecDecoder())
        for code in reader.decode(picture, convert_data=False)
    }


def test_a_code_says_station_points_grade_edition_and_seal() -> None:
    fields = {"station": "990101101", "points": "86.50", "grade": "良好", "edition": "1", "seal": SEAL}
    assert code_text("zh", **fields) == f"SGZ1;站点=990101101;总分=86.50;等级=良好;版本=1;校验码={SEAL}"
    english = code_text("en", **fields)
    assert english == f"SGZ1;station=990101101;points=86.50;grade=良好;edition=1;seal={SEAL}"


WORDS: Final = st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=12)


@drawn(
    st.sampled_from(["zh", "en"]),
    WORDS,
    WORDS.filter(lambda text: "=" not in text),
    st.lists(st.integers(0, 200), max_size=4),
    WORDS,
)
def test_a_code_is_read_back_wherever_lines_break(
    lang: Language, station: str, grade: str, breaks: list[int], before: str
) -> None:
    fields = {"station": station.replace("=", ""), "points": "1～2.50", "grade": grade, "edition": "3"}
    fields["seal"] = SEAL
    if "SGZ1" in before or not fields["station"]:
        return
    text = code_text(lang, **fields)
    for at in sorted(breaks, reverse=True):
        text = f"{text[:at]}\n{text[at:]}"
    read = read_code(f"{before} {text}页")
    assert read is not None
    assert (dict(read.fields), read.seal) == (fields, SEAL)


@pytest.mark.parametrize("text", ["", "校验码 0123456789abcdef", "SGZ2;站点=1", "SGZ 1"])
def test_a_text_without_a_code_has_none(text: str) -> None:
    assert read_code(text) is None


TEXTS: Final = [
    "SGZ1",
    "SGZ1;站=990101101",
    "SGZ1;" + "示例" * 60,
    "SGZ1|GA01|" + "站=% ～市" * 20,
    "a" * 900,
    "SGZ1;station=示例;grade=合格",
    "SGZ1;station=Ä;grade=ハンカク 0123456789",
    code_text("zh", station="1", points="2", grade="合格", edition="1", seal=SEAL),
]


@pytest.mark.parametrize("text", TEXTS)
def test_other_readers_of_codes_read_the_picture(text: str) -> None:
    [(version, level, data)] = read_by_others(code_png(text))
    assert (level, data) == ("M", text)
    dots = Image.open(io.BytesIO(code_png(text))).convert("L")
    assert dots.size == (3 * (4 * version + 17 + 8),) * 2
    # Dark modules begin behind four light ones on each side.
    assert Image.eval(dots, lambda dot: 255 - dot).getbbox() == (12, 12, dots.width - 12, dots.height - 12)
    modules = dots.resize((dots.width // 3,) * 2, Image.Resampling.NEAREST)
    assert modules.resize(dots.size, Image.Resampling.NEAREST).tobytes() == dots.tobytes()


def test_the_text_of_a_picture_has_no_sign_for_its_encoding() -> None:
    """Readers of codes that know no such sign would show it as part of the text."""
    picture = Image.open(io.BytesIO(code_png("SGZ1;站点=1"))).convert("L")
    code = zxingcpp.read_barcode(picture, text_mode=zxingcpp.TextMode.HexECI)
    assert code is not None
    assert bytes.fromhex(code.text) == b"]Q1" + "SGZ1;站点=1".encode()


@pytest.mark.parametrize("name", WORD_TEMPLATES)
def test_every_template_of_a_paper_that_goes_out_ends_with_the_code(name: str) -> None:
    file, view = WORD_TEMPLATES[name]
    parts = members((shipped("templates") / file).read_bytes())
    if view == "sheet":  # stays with the organiser
        assert not VIEWS[view].code
        assert DRAWING not in pictures(parts)
        return
    assert VIEWS[view].code == DRAWING
    assert pictures(parts)[DRAWING]
    body = parts["word/document.xml"].decode()
    texts = re.findall(r"<w:t(?: [^>]*)?>([^<]+)</w:t>", body)
    assert texts[-4:-1] == ["{%p if code %}", "{{ label.code_scan }}", "{{ label.code_says }}{{ code }}"]
    assert texts[-1] == "{%p endif %}"


@pytest.mark.parametrize(
    "kind", [kind for kind in reports.TEMPLATES if kind not in ("html", "review-decision", "recheck")]
)
def test_a_paper_has_its_code_as_picture_as_text_and_for_those_who_cannot_see(kind: str) -> None:
    evaluation = result()
    paper = members(reports.render(evaluation, kind))
    code = reports.view(evaluation).code
    assert read_code(code) is not None
    assert [data for name, data in paper.items() if name.endswith(".png")] == [code_png(code)]
    assert code in word_text(reports.render(evaluation, kind))
    assert f'name="{DRAWING}" descr="{code}"' in paper["word/document.xml"].decode()


def test_a_page_has_its_code_as_a_drawing_without_network() -> None:
    evaluation = result()
    page = reports.render(evaluation, "html").decode()
    assert page.count("<svg") == 1
    assert reports.view(evaluation).code in page


@pytest.mark.parametrize("text", TEXTS)
def test_a_page_and_a_picture_are_read_back(text: str) -> None:
    assert picture_text(code_png(text)) == text
    page = f"<html><body><p>{code_svg(text)}</p></body></html>"
    assert [line.text for line in paper_lines("x.html", page.encode()) if line.place == "place-code"] == [
        text
    ]


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed round with every paper; no test writes into it."""
    folder = tmp_path_factory.mktemp("proof") / "round"
    finished(folder, "closed")
    done = making.run("round", "documents", folder, "--set", "all")
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def prover(closed: Path) -> Prover:
    return Prover(making.opened(closed))


def papers(folder: Path, *endings: str) -> list[Path]:
    record = read_record(folder)
    return [folder / name for name in sorted(record.papers) if name.endswith(endings or (".docx",))]


def verify(*arguments: str | Path, lang: Language = "zh") -> tuple[int, str]:
    done = CliRunner(env={"EVALUATOR_LANG": lang}).invoke(cli, ["verify", *map(str, arguments)])
    if done.exception is not None and not isinstance(done.exception, (SystemExit, Unusable)):
        raise done.exception
    problems = done.exception.problems if isinstance(done.exception, Unusable) else ()
    return done.exit_code, done.output + "".join(problem.render(lang) for problem in problems)


def test_untouched_papers_are_recognised_wherever_they_lie(
    closed: Path, prover: Prover, tmp_path: Path
) -> None:
    """No false alarm, and no other paper of the round taken for it."""
    listed = papers(closed, ".docx", ".html", ".xlsx")
    assert {path.parent.name for path in listed} >= {"feedback", "composite", "rectification", "city"}
    for path in listed:
        copy = tmp_path / f"x{path.suffix}"
        copy.write_bytes(path.read_bytes())
        proof = prover.prove(copy)
        assert (proof.made, proof.differences, proof.same) == (
            path.relative_to(closed).as_posix(),
            (),
            True,
        )
        assert proved_by_itself(copy).differences == () if path.suffix == ".docx" else True


@pytest.mark.parametrize("seed", range(60))
def test_one_digit_changed_anywhere_is_named(seed: int, closed: Path, prover: Prover, tmp_path: Path) -> None:
    """In text, table, head, foot, chart, or the data behind a chart; the whole campaign is in bench/."""
    chance = random.Random(seed)  # noqa: S311  # which paper is no secret
    path = chance.choice(papers(closed))
    part, data = other_digit(path.read_bytes(), chance)
    copy = tmp_path / "x.docx"
    copy.write_bytes(data)
    proof = prover.prove(copy)
    assert proof.made == path.relative_to(closed).as_posix()
    (difference,) = proof.differences
    assert difference.figure
    place = {"document": ("place-cell", "place-paragraph", "place-line"), "header": ("place-part",)}
    place |= {"footer": ("place-part",), "chart": ("place-chart",), "Microso": ("place-workbook",)}
    stem = Path(part).stem
    assert difference.place in next(kinds for start, kinds in place.items() if stem.startswith(start))
    changed = [
        at
        for at, (old, new) in enumerate(zip(difference.made, difference.stored, strict=False))
        if old != new
    ]
    assert changed, difference


def test_verify_names_the_figure_with_its_place_and_what_it_should_be(closed: Path, tmp_path: Path) -> None:
    path = closed / "reports" / "s1.docx"
    points = json.loads((closed / "results" / "s1.json").read_bytes())["score"]["points"]
    copy = tmp_path / "报告.docx"
    forged = points.replace(points[0], "1" if points[0] == "9" else "9", 1)
    copy.write_bytes(with_text(path.read_bytes(), f">{points}<", f">{forged}<"))
    code, output = verify(copy, "--against", closed)
    assert code == 3
    assert f"写的是“{forged}”，按评估结果应是“{points}”" in output
    assert "表 2 第 2 行第 1 列" in output
    assert "不一致：1 处数字，0 处文字" in output
    code, output = verify(copy, "--against", closed, lang="en")
    assert (code, f"reads '{forged}', and by the result '{points}'" in output) == (3, True)
    code, output = verify(copy)  # by itself: its code says otherwise
    assert (code, "按本件的校验信息和合计应是" in output) == (3, True)
    code, output = verify(copy, "--result", closed / "results" / "s1.json")
    assert (code, f"应是“{points}”" in output) == (3, True)
    code, output = verify(path, "--against", closed)
    assert (code, "完全一致" in output) == (0, True)


def test_a_changed_word_is_named_apart_from_figures(closed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "x.docx"
    copy.write_bytes(with_text((closed / "reports" / "s1.docx").read_bytes(), ">合格<", ">优秀<"))
    code, output = verify(copy, "--against", closed)
    assert (code, "0 处数字" in output, "的文字是" in output) == (3, True, True)


def test_a_paper_saved_by_another_program_still_passes(closed: Path, tmp_path: Path) -> None:
    """The container, styles and runs are others; what a reader sees is the same."""
    copy = tmp_path / "x.docx"
    docx.Document(str(closed / "reports" / "feedback" / "s1.docx")).save(str(copy))
    code, output = verify(copy, "--against", closed)
    assert (code, "文字和数字全部一致" in output) == (0, True), output


def saved_anew(paper: bytes) -> bytes:
    """Return a document as LibreOffice saves it: pages counted, heads and feet copied, unshown charts gone."""
    parts = members(paper)
    parts["docProps/app.xml"] = b"<Properties><Application>LibreOffice</Application></Properties>"
    shown = re.findall(rb'<c:chart [^>]*r:id="(\w+)"', parts["word/document.xml"])
    relations = parts["word/_rels/document.xml.rels"]
    for name in [name for name in parts if name.startswith("word/charts/chart")]:
        (relation,) = re.findall(
            rb"<Relationship [^>]*%s[^>]*>" % name.removeprefix("word/").encode(), relations
        )
        (id,) = re.findall(rb'Id="(\w+)"', relation)
        if id not in shown:
            parts.pop(name)
        else:
            parts[name] = re.sub(rb"<c:v>(\d+)\.0</c:v>", rb"<c:v>\1</c:v>", parts[name])
    for name in list(parts):
        if name.startswith("word/embeddings/"):
            parts.pop(name)
        elif re.fullmatch(r"word/(?:header|footer)\d\.xml", name):
            parts[name] = re.sub(rb"(<w:t[^>]*>)1(</w:t>)", rb"\g<1>17\2", parts[name])
            parts[name.replace(".xml", "7.xml")] = parts[name]
    return repacked(parts)


def test_a_paper_saved_by_an_office_program_passes_and_its_changes_are_named(
    closed: Path, tmp_path: Path
) -> None:
    """Numbers of pages, copies of heads and what is behind charts may differ; no figure that a reader sees."""
    copy = tmp_path / "x.docx"
    for name in ("s1.docx", "city/summary.docx", "feedback/s1.docx"):
        paper = saved_anew((closed / "reports" / name).read_bytes())
        copy.write_bytes(paper)
        code, output = verify(copy, "--against", closed)
        assert (code, "文字和数字全部一致" in output) == (0, True), output
        for seed, part in enumerate((PARTS[0], PARTS[0], PARTS[2])):
            chance = random.Random(seed)  # noqa: S311  # which digit is no secret
            changed, data = other_digit(paper, chance, [part])
            if changed:
                copy.write_bytes(data)
                code, output = verify(copy, "--against", closed)
                assert (code, "proof-figure" in output) == (3, True), (name, changed, output)
    seal = json.loads((closed / "results" / "s1.json").read_bytes())["seal"][:16]
    other = seal[:-1] + ("0" if seal[-1] != "0" else "1")
    copy.write_bytes(
        with_text(saved_anew((closed / "reports" / "s1.docx").read_bytes()), f"{seal}<", f"{other}<")
    )
    code, output = verify(copy, "--against", closed)
    assert (code, other in output) == (3, True), output


def drawn_by_others(text: str, mask: int, filtered: int) -> bytes:
    """Return a code as another program draws it: other dots, more light around, each line as *filtered*."""
    code = zxingcpp.create_barcode(
        text.encode(), zxingcpp.BarcodeFormat.QRCode, ec_level="Q", data_mask=mask, eci=0
    )
    modules = Image.fromarray(code.to_image(scale=2)).convert("1")
    size = (modules.width + 7) // 8
    rows = [modules.tobytes()[at : at + size] for at in range(0, modules.height * size, size)]
    above = [bytes(size), *rows]
    lines = [
        bytes([filtered])
        + (row if filtered == 0 else bytes((one - other) % 256 for one, other in zip(row, up, strict=True)))
        for row, up in zip(rows, above, strict=False)
    ]
    made = [
        (b"IHDR", struct.pack(">2I5B", *modules.size, 1, 0, 0, 0, 0)),
        *((b"IDAT", part) for part in halves(zlib.compress(b"".join(lines), 1))),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        for kind, data in made
    )


def halves(data: bytes) -> tuple[bytes, bytes]:
    return data[: len(data) // 2], data[len(data) // 2 :]


@pytest.mark.parametrize("mask", [0, 5])
@pytest.mark.parametrize("filtered", [0, 2])
def test_a_picture_says_the_same_in_other_dots(mask: int, filtered: int) -> None:
    """Papers of earlier versions have pictures by another library."""
    other = drawn_by_others("SGZ1;站点=s1", mask, filtered)
    assert read_by_others(other).pop()[2] == "SGZ1;站点=s1"
    assert picture_text(other) == "SGZ1;站点=s1"
    assert picture_text(code_png("SGZ1;站点=s2")) == "SGZ1;站点=s2"


PICTURE: Final = code_png("SGZ1;站点=s1")


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"no picture",
        PICTURE[:60],
        PICTURE[:8],
        PICTURE.replace(b"IDAT", b"IDAX"),
        PICTURE.replace(b"IHDR", b"IHDX"),
        PICTURE.replace(struct.pack(">2I", 87, 87), struct.pack(">2I", 87, 88)),
        PICTURE.replace(struct.pack(">2I", 87, 87), struct.pack(">2I", 0, 0)),
        PICTURE.replace(struct.pack(">2I", 87, 87), struct.pack(">2I", 2**31, 2**31)),
    ],
)
def test_what_is_no_picture_of_a_code_says_nothing(picture: bytes) -> None:
    assert picture != PICTURE
    assert picture_text(picture) == ""


def test_the_picture_of_another_code_is_named(closed: Path, tmp_path: Path) -> None:
    path = closed / "reports" / "feedback" / "s1.docx"
    parts = members(path.read_bytes())
    (name,) = (name for name in parts if name.endswith(".png"))
    copy = tmp_path / "x.docx"
    copy.write_bytes(repacked({**parts, name: code_png("SGZ1;站点=s1;总分=99.00")}))
    for more in (("--against", closed), ()):
        code, output = verify(copy, *more)
        assert (code, "二维码图片" in output) == (3, True)


@pytest.mark.parametrize(
    "old, new",
    [
        pytest.param("等级=合格", "等级=优秀", id="the grade in the code"),
        pytest.param("第1版　校验码 ", "第2版　校验码 ", id="the edition at a foot"),
        pytest.param("第1版　校验码 ", "第1版　校验码 0", id="the seal at a foot"),
    ],
)
def test_a_paper_that_contradicts_its_code_is_seen_without_anything_else(
    old: str, new: str, closed: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "x.docx"
    copy.write_bytes(with_text((closed / "reports" / "feedback" / "s1.docx").read_bytes(), old, new))
    assert verify(copy)[0] == 3


def test_what_cannot_be_proved_is_not_called_good(closed: Path, tmp_path: Path) -> None:
    """A scan, a damaged file, a paper of another round, one without a code, and options that do not go together."""
    scan = tmp_path / "scan.pdf"
    Image.new("1", (200, 280), 1).save(scan)
    assert (verify(scan, "--against", closed)[0], "扫描件" in verify(scan)[1]) == (1, True)
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04")
    assert (verify(broken)[0], "打不开" in verify(broken)[1]) == (1, True)
    other = tmp_path / "other.docx"
    document = docx.Document()
    document.add_paragraph("关于召开年度工作会议的通知，请各单位准时参加。")
    document.save(str(other))
    assert (verify(other, "--against", closed)[0], verify(other)[0]) == (3, 1)
    assert verify(other, "--result", closed / "results" / "s1.json")[0] == 3
    assert verify(other, "--against", tmp_path)[0] == 1
    paper = closed / "reports" / "s1.docx"
    assert verify(paper, "--against", closed, "--result", closed / "results" / "s1.json")[0] == 2
    assert verify(closed / "results" / "s1.json")[0] == 2


def test_a_result_that_is_not_the_recorded_proves_nothing(closed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "round"
    shutil.copytree(closed, folder)
    place = folder / "results" / "s1.json"
    forged = json.loads(place.read_bytes())
    forged["station"]["name"] = "别的站"
    forged["seal"] = seal_of(forged)
    making.stored(place, forged)
    code, output = verify(closed / "reports" / "s1.docx", "--against", folder)
    assert (code, "不是本轮登记的那份结果" in output) == (1, True), output


@pytest.mark.office
@pytest.mark.usefixtures("running_office")
@pytest.mark.slow
def test_a_pdf_is_compared_by_its_text(closed: Path, prover: Prover, tmp_path: Path) -> None:
    chance = random.Random(17)  # noqa: S311  # which digit is no secret
    path = closed / "reports" / "s1.docx"
    copies = {tmp_path / "same.docx": path.read_bytes()}
    for number in range(5):
        copies[tmp_path / f"{number}.docx"] = other_digit(path.read_bytes(), chance, PARTS[:1])[1]
    for copy, data in copies.items():
        copy.write_bytes(data)
    for done in convert(list(copies)):
        proof = prover.prove(done.pdf)
        assert (proof.made, bool(proof.differences)) == ("reports/s1.docx", done.pdf.stem != "same"), proof


def with_text(document: bytes, old: str, new: str) -> bytes:
    """Return a Word document with the first of a text changed, in its body or else in its feet."""
    parts = members(document)
    for name in sorted(parts, key=lambda name: name != "word/document.xml"):
        if name.startswith("word/") and old.encode() in parts[name]:
            parts[name] = parts[name].replace(old.encode(), new.encode(), 1)
            return repacked(parts)
    raise AssertionError(old)


def repacked(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return made.getvalue()


def test_a_short_paper_with_a_digit_changed_in_its_code_is_still_its_own() -> None:
    """Its code is half of its text, and what the code's picture says is no more of it."""
    code = "SGZ1;站点=990101105;总分=744.00;等级=合格;版本=1;校验码=" + "b9cf5be7821c9c55" * 4
    words = ("社工站评估异议答复书", "你单位提出的异议已于2026年9月8日收到，现答复如下。", "维持原结果。")
    made = [PaperLine("place-paragraph", line) for line in (*words, f"校验信息：{code}")]
    picture = PaperLine("place-code", code)
    changed = [*made[:-1], PaperLine("place-paragraph", made[-1].text.replace("744.00", "744.02"))]
    assert likeness([*made, picture], [*made, picture]) == 1
    assert likeness([*changed, picture], [*made, picture]) == likeness(changed, made)
