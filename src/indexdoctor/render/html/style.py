"""The stylesheet: light and dark, narrow and wide, screen and paper.

Colours are written without runs of four digits, and so is every length: the redaction gate reads
the stylesheet too, and somebody's password may be a number.
"""

from __future__ import annotations

_LIGHT = """
color-scheme: light;
--page: rgb(246 247 249);
--card: rgb(255 255 255);
--inset: rgb(243 245 248);
--text: rgb(24 29 37);
--soft: rgb(84 94 107);
--line: rgb(217 222 229);
--link: rgb(9 88 180);
--ok: rgb(19 105 52);
--ok-ground: rgb(225 245 231);
--problem: rgb(173 24 38);
--problem-ground: rgb(254 234 233);
--unknown: rgb(122 76 0);
--unknown-ground: rgb(255 243 214);
--idle: rgb(84 94 107);
--idle-ground: rgb(237 240 244);
"""
_DARK = """
color-scheme: dark;
--page: rgb(14 18 24);
--card: rgb(22 27 35);
--inset: rgb(29 35 45);
--text: rgb(229 234 241);
--soft: rgb(159 170 184);
--line: rgb(50 58 70);
--link: rgb(124 185 255);
--ok: rgb(105 217 144);
--ok-ground: rgb(18 52 34);
--problem: rgb(255 146 140);
--problem-ground: rgb(70 24 28);
--unknown: rgb(244 193 92);
--unknown-ground: rgb(62 46 12);
--idle: rgb(159 170 184);
--idle-ground: rgb(37 44 55);
"""
_PAGE = """
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1.5rem 1.25rem 3rem; max-width: 62rem;
  background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, h4, p, dl, ol, ul, pre, figure { margin: 0; }
h1 { font-size: 1.4rem; line-height: 1.35; font-weight: 650; text-wrap: pretty; }
h2 { font-size: 1.15rem; line-height: 1.3; font-weight: 650; margin: 2.25rem 0 .75rem; }
h3 { font-size: 1rem; line-height: 1.45; font-weight: 650; }
h4 { font-size: .875rem; font-weight: 650; margin: 1rem 0 .25rem; }
a { color: var(--link); text-underline-offset: .15em; }
code, pre, .code {
  font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas,
    "DejaVu Sans Mono", monospace;
  font-size: .875em;
}
s { text-decoration-thickness: .09em; }
:focus-visible { outline: .15rem solid var(--link); outline-offset: .15rem; border-radius: .2rem; }
.said {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
.soft { color: var(--soft); }
small, .small { font-size: .85rem; }
.brand { color: var(--soft); font-size: .85rem; margin-bottom: .75rem; }
.verdict {
  display: flex; gap: .75rem; align-items: baseline; padding: 1rem 1.125rem;
  border-radius: .5rem; border: 1px solid var(--line); border-left: .375rem solid var(--tone);
  background: var(--card);
}
.verdict > .sign { color: var(--tone); font-weight: 700; }
p.verdict { margin-top: 2.25rem; font-weight: 650; }
.facts { margin: .875rem 0 0; color: var(--soft); font-size: .9rem; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
nav { margin-top: 1rem; font-size: .9rem; }
nav a { display: inline-block; padding: .2rem 0; }
.ok { --tone: var(--ok); --ground: var(--ok-ground); }
.problem, .error { --tone: var(--problem); --ground: var(--problem-ground); }
.unknown, .warning { --tone: var(--unknown); --ground: var(--unknown-ground); }
.idle, .note { --tone: var(--idle); --ground: var(--idle-ground); }
.badge {
  display: inline-block; padding: .05rem .45rem; border-radius: .3rem; font-size: .85rem;
  font-weight: 600; line-height: 1.45; color: var(--tone); background: var(--ground);
  overflow-wrap: normal;
}
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: .875rem 1.125rem; margin-top: .75rem;
}
.card > h3 + * { margin-top: .35rem; }
"""
_PARTS = """
details > summary { cursor: pointer; border-radius: .25rem; }
details > summary::marker { color: var(--soft); }
.card > details { margin-top: .75rem; }
.card > details > summary { font-size: .9rem; font-weight: 600; width: fit-content; }
details.card > summary > h3 { display: inline; }
details.card[open] > summary { margin-bottom: .5rem; }
summary .sign { color: var(--tone); font-weight: 700; }
.place { font-size: .875rem; color: var(--soft); }
.place code { color: var(--text); }
dl.rows {
  display: grid; grid-template-columns: minmax(5rem, max-content) minmax(0, 1fr);
  gap: .25rem 1rem; margin-top: .6rem; font-size: .9rem;
}
dl.rows > dt { color: var(--soft); max-width: 13rem; }
dl.rows > dd { margin: 0; }
.parts > * + * { margin-left: .75rem; }
table { width: 100%; border-collapse: collapse; margin-top: .75rem; font-size: .9rem; }
caption { text-align: left; }
th, td { text-align: left; vertical-align: baseline; padding: .4rem .75rem .4rem 0; }
th { font-weight: 400; }
thead th { color: var(--soft); font-size: .85rem; padding-top: 0; }
tbody tr { border-top: 1px solid var(--line); }
td:last-child, th:last-child { padding-right: 0; }
.holder { display: block; font-size: .85rem; color: var(--soft); }
tr.sends { background: var(--inset); }
tr.sends > th { font-weight: 650; }
tr.sends > :first-child { padding-left: .5rem; }
tr.lost { border-top: 0; color: var(--soft); }
tr.lost > * { padding-top: 0; }
.matrix td { white-space: normal; }
.outcome { margin-top: .75rem; font-weight: 600; color: var(--tone); }
pre {
  background: var(--inset); border-radius: .375rem; padding: .6rem .75rem; margin-top: .35rem;
  white-space: pre-wrap;
}
.fix { margin-top: .75rem; padding-left: .75rem; border-left: .2rem solid var(--ok); }
.fix.unsafe { border-left-color: var(--unknown); }
.prose > p + p { margin-top: .5rem; }
.prose { font-size: .9rem; margin-top: .5rem; }
ul.plain, ol.plain { list-style: none; padding: 0; }
ul.plain > li + li { margin-top: .35rem; }
ol.steps { padding-left: 1.25rem; }
.requests { margin-top: .5rem; padding: 0; list-style: none; font-size: .9rem; }
.requests > li {
  display: grid; grid-template-columns: 3.25rem minmax(0, 1fr) auto; gap: 0 .75rem;
  padding: .5rem 0; border-top: 1px solid var(--line);
}
.requests > li:target { background: var(--inset); }
.requests .number { color: var(--soft); }
.requests .result { text-align: right; }
.end { margin-top: 2.25rem; font-size: .9rem; }
"""
_NARROW = """
body { padding: 1rem .875rem 2rem; }
h1 { font-size: 1.2rem; }
.verdict { padding: .75rem .875rem; }
.card { padding: .75rem .875rem; }
dl.rows { display: block; }
dl.rows > dt { max-width: none; margin-top: .45rem; font-size: .85rem; }
th, td { padding-right: .5rem; }
.requests > li { grid-template-columns: 2.25rem minmax(0, 1fr); }
.requests .result { grid-column: 2; text-align: left; }
.parts > * { display: block; }
.parts > * + * { margin-left: 0; }
"""
_PAPER = """
body { max-width: none; padding: 0; font-size: 10pt; background: none; }
nav { display: none; }
.card, .verdict { break-inside: auto; }
h2, h3, summary { break-after: avoid; }
li, tr, .fix, figure { break-inside: avoid; }
.badge, .verdict, pre, tr.sends { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
details::details-content { content-visibility: visible; block-size: auto; }
summary { list-style: none; }
"""
CSS = (
    f":root {{{_LIGHT}}}\n"
    f"@media screen and (prefers-color-scheme: dark) {{ :root {{{_DARK}}} }}\n"
    f"{_PAGE}{_PARTS}"
    f"@media (max-width: 40rem) {{{_NARROW}}}\n"
    f"@media print {{{_PAPER}}}\n"
)
