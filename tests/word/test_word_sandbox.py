import time
import tracemalloc
from pathlib import Path
from typing import Final

import pytest

from evaluator.word import Limits, TemplateError
from evaluator.word.doctor import examine
from tests.word.documents import paragraphs, template_of, write_template

UNSAFE = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ namespace.__init__ }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ rows|map(attribute='__class__')|join }}",
    "{{ '{0.__class__}'.format(rows) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%*d' % (1000000000, 1) }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ '{:{}}'.format(1, 1000000000) }}",
    "{{ rows.append(1) }}",
    "{{ (5).to_bytes(1000000000, 'big') }}",
    "{{ 'a'.translate({97: 'b' * 999}) }}",
    "{{ ('{0.__class__}'|safe).format(rows) }}",
    "{{ ('{0.__class__}'|e).format(rows) }}",
    "{% set f = '{0.__class__}'.format %}{{ f(rows) }}",
    "{{ '{0.__class__}'|attr('format')(rows) }}",
    "{{ '{a.__class__}'.format_map({'a': rows}) }}",
    "{{ rows|groupby('__class__') }}",
    "{{ rows|map('attr', '__class__')|join }}",
    "{{ rows|sort(attribute='__class__.__name__') }}",
    "{% set n = namespace() %}{% set n.x = n.__class__ %}{{ n.x }}",
    "{{ lipsum.__globals__ }}",
    "{{ (rows|map('string')).gi_frame.f_globals }}",
    "{{ loop.__class__ }}{{ self._TemplateReference__context }}",
]

ENDLESS = [
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% for a in range(99999) %}{% for b in range(200) %}{% for c in range(200) %}{{ c }}{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in range(10 ** 9) %}{% endfor %}",
    "{{ range(10 ** 12)|list }}",
    "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
    "{% for r in rows recursive %}{{ loop(rows) }}{% endfor %}",
    "{{ 'x' * 10 ** 10 }}",
    "{{ [0] * 10 ** 10 }}",
    "{{ 2 ** (10 ** 8) }}",
    "{{ (10 ** 5000) * (10 ** 5000) * (10 ** 5000) * (10 ** 5000) * (10 ** 5000) }}",
    "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor %}{{ n.s }}",
    "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}{{ n.s }}",
    "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s %}{{ n.s }}{{ n.s }}{% endset %}{% endfor %}{{ n.s }}",
    "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = [n.s, n.s]|join %}{% endfor %}{{ n.s }}",
    "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = n.s.replace('a', n.s) %}{% endfor %}{{ n.s }}",
    "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = '%s%s' % (n.s, n.s) %}{% endfor %}{{ n.s }}",
    "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = '{0}{0}'.format(n.s) %}{% endfor %}{{ n.s }}",
    "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l }}",
    "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = (n.l * 2)|batch(2)|list %}{% endfor %}{{ n.l }}",
    "{% set n = namespace(l=(1,)) %}{% for i in range(60) %}{% set n.l = cycler(n.l, n.l).items %}{% endfor %}{{ n.l }}",
    "{% set n = namespace(l={}) %}{% for i in range(60) %}{% set n.l = dict(a=n.l, b=n.l) %}{% endfor %}{{ n.l }}",
    "{{ 'x'.ljust(10 ** 9) }}",
    "{{ 'x'|center(10 ** 9) }}",
    "{{ 'x'.join('y' * 100000)|replace('x', 'z' * 10000) }}",
    "{{ 'x\nx'|indent(10 ** 9) }}",
    "{{ ('x' * 10000)|wordwrap(1, wrapstring='y' * 10000) }}",
    "{{ [1]|batch(10 ** 9, 'x')|list }}",
    "{{ [1]|slice(10 ** 9)|list }}",
    "{{ 1.5|round(10 ** 9, 'ceil') }}",
    "{{ rows|tojson(indent=10 ** 9) }}",
    "{{ ([range(99999)] * 99999)|map('sum')|sum }}",
    "{% set big = range(99999)|list %}{% for i in range(99999) %}{% if 'x' in big %}{% endif %}{% endfor %}",
    "{% set s = '&' * 1000000 %}{% for i in range(99999) %}{{ s }}{% endfor %}",
    "{% for i in range(200) %}{% for i in range(200) %}{{ '&' * 999 }}{{ '&' * 999 }}{{ '&' * 999 }}{% endfor %}{% endfor %}",
    "{% set n = namespace(l=[]) %}{% for i in range(99999) %}{% set n.l = n.l + ['x' * 1000000 ~ i] %}{% endfor %}",
    "{% set n = namespace(l=[]) %}{% for i in range(600) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l }}{{ n.l|tojson }}",
    "{% set n = namespace(g=rows) %}{% for i in range(99999) %}{% set n.g = n.g|map('string') %}{% endfor %}{{ n.g|list }}",
    "{{ '\\t'.expandtabs(10 ** 9) }}",
    "{{ 'x'.zfill(10 ** 9) }}",
    "{{ dict.fromkeys(range(99999), 'x' * 1000000) }}",
    "{{ ('<' * 900000)|forceescape|forceescape|forceescape|forceescape|forceescape }}",
    "{% set j = joiner('x' * 10 ** 6) %}{% for i in range(99999) %}{{ j() }}{% endfor %}",
    "{{ cycler(*range(10 ** 9)) }}",
]
DEEP: Final = [
    "{% if 1 %}" * 200 + "{% endif %}" * 200,
    "{% for a in [1] %}" * 60 + "{% endfor %}" * 60,
    "{% if 0 %}" + "{% elif 0 %}" * 20_000 + "{% endif %}",
    "{% macro f() %}" * 150 + "{% endmacro %}" * 150,
    "{{ " + "(" * 10_000 + "1" + ")" * 10_000 + " }}",
    "{{ 1" + " + 1" * 20_000 + " }}",
    "{{ " + "not " * 10_000 + "1 }}",
    "{{ rows" + ".a" * 50_000 + " }}",
]
"""Tags and brackets inside each other deeper than Python compiles."""


@pytest.mark.parametrize("text", UNSAFE)
def test_a_template_cannot_run_code(tmp_path: Path, text: str) -> None:
    """Reaching for Python's insides, or past the bounds of a format, is refused with its place."""
    with pytest.raises(TemplateError) as caught:
        template_of(write_template(tmp_path, paragraphs("前", text))).render({"rows": [1, 2]})
    assert caught.value.code in {"unsafe", "undefined", "limit"}
    assert caught.value.where == text.replace("\n", "")


@pytest.mark.parametrize("text", ENDLESS)
def test_a_template_cannot_run_forever_or_take_all_memory(tmp_path: Path, text: str) -> None:
    """Loops and texts without bounds stop with an error, soon and in the memory their limits stand for."""
    template = template_of(
        write_template(tmp_path, paragraphs("前", text)), Limits(steps=200_000, characters=20_000_000)
    )
    tracemalloc.start()
    begun = time.process_time()
    try:
        with pytest.raises(TemplateError) as caught:
            template.render({"rows": [1, 2]})
        assert time.process_time() - begun < 20
        assert tracemalloc.get_traced_memory()[1] < 150_000_000
    finally:
        tracemalloc.stop()
    assert caught.value.code == "limit"


@pytest.mark.parametrize("text", DEEP, ids=lambda text: text[:12])
def test_tags_inside_each_other_by_the_thousand_are_an_error_of_the_template(
    tmp_path: Path, text: str
) -> None:
    """Python's compiler gives up on them in ways of its own; the report says so, and the doctor too."""
    path = write_template(tmp_path, paragraphs("前", text))
    with pytest.raises(TemplateError) as caught:
        template_of(path).render({"rows": [1, 2]})
    assert caught.value.code == "limit"
    findings = examine(path.read_bytes(), {"plain": {"rows": ({},)}}).findings
    assert {finding.code for finding in findings} & {"broken", "syntax"}


def test_the_usual_limits_stop_a_template_in_seconds(tmp_path: Path) -> None:
    """Without any limits given, a loop of billions ends with an error."""
    template = template_of(write_template(tmp_path, paragraphs(ENDLESS[0])))
    begun = time.process_time()
    with pytest.raises(TemplateError, match=r"5,000,000 steps|20 seconds"):
        template.render({})
    assert time.process_time() - begun < 20


def test_the_limits_hold_for_docxtpl_too(tmp_path: Path) -> None:
    """A report that docxtpl itself renders has the same bounds."""
    template = template_of(write_template(tmp_path, paragraphs(ENDLESS[0])))
    with pytest.raises(TemplateError, match=r"steps|20 seconds"):
        template.render(lambda _: {})


def test_the_limits_can_be_set(tmp_path: Path) -> None:
    """Whoever trusts his templates less, or more, gives other limits."""
    path = write_template(tmp_path, paragraphs("{% for r in rows %}{{ r }}{% endfor %}"))
    rows = ["x"] * 1000
    template_of(path).render({"rows": rows})
    with pytest.raises(TemplateError, match="more than 500 steps"):
        template_of(path, Limits(steps=500)).render({"rows": rows})
    with pytest.raises(TemplateError, match="more than 900 characters"):
        template_of(path, Limits(characters=900)).render({"rows": rows})
    with pytest.raises(TemplateError, match="not finished after 0 seconds"):
        template_of(path, Limits(seconds=0)).render({"rows": rows})


def test_what_reports_need_is_not_in_the_way_of_the_limits(tmp_path: Path) -> None:
    """Filters, methods and loops of ordinary size work."""
    text = (
        "{{ rows|length }}{{ rows|map(attribute='n')|sum }}{{ rows|map(attribute='t')|join('、') }}"
        "{{ rows|selectattr('n', 'gt', 1)|map(attribute='n')|list }}{{ '%.2f'|format(2.5) }}{{ '{:,}'.format(12345) }}"
        "{{ rows|groupby('t')|length }}{{ 't' in rows[0] }}{{ rows[0].t.replace('甲', '乙') }}{{ 2 ** 10 }}{{ '-' * 5 }}"
        "{{ rows[0]|tojson }}{{ 'a b'.split()|last }}{{ rows|batch(2)|list|length }}{{ 1.25|round(1) }}{{ [1] + [2] }}"
    )
    template = template_of(write_template(tmp_path, paragraphs(text)))
    rows = [{"n": 1, "t": "甲"}, {"n": 2, "t": "乙"}, {"n": 3, "t": "丙"}]
    assert template.fallbacks == ()
    assert template.render({"rows": rows})
