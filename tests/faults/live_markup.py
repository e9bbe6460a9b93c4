"""What in a page, a Markdown text, a Word file or a table would act, as the programs that open them read it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

TAGS = frozenset(
    """html head meta link title style body main header footer nav section article aside h1 h2 h3 h4 h5 h6 p ul ol li dl
    dt dd table caption colgroup col thead tbody tfoot tr th td blockquote q cite strong em b i code pre kbd mark small
    sup sub span div br hr a abbr time details summary figure figcaption svg g text tspan rect circle line path desc
    polyline polygon template""".split()
)
"""Elements that show something and do nothing; all that our pages are made of."""
ADDRESSES = frozenset(
    {"href", "src", "xlink:href", "action", "formaction", "data", "poster", "srcset", "srcdoc"}
)
_OWN = re.compile(r"#|/(?!/)|[\w-]+\.css$")
"""Addresses in the page itself or of this service."""
_FULL_TEMPLATE = re.compile(r"<template\b[^>]*>(?!</template>)", re.IGNORECASE)
"""The parser does not go into templates; ours are empty."""
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
"""The least careful of readers: HTML in the text is taken for HTML."""
_FIELDS = re.compile(rb"<w:(instrText|fldSimple|altChunk|object|oleObject|subDoc|control)\b")
_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def of_html(page: str, mark: str) -> Iterator[str]:
    """What acts in a page, read as browsers read it; words with the mark may stand in no style and no address."""
    if _FULL_TEMPLATE.search(page):
        yield "a template that is not empty"
    for node in LexborHTMLParser(page).root.traverse(include_text=False):
        tag = node.tag or ""
        if tag.startswith(("-", "!")):
            continue
        if tag not in TAGS:
            yield f"<{tag}>"
        if tag == "style" and mark in node.text().lower():
            yield "words in a style"
        for name, value in node.attributes.items():
            yield from _of_attribute(tag, name.lower(), (value or "").strip().lower(), mark)


def _of_attribute(tag: str, name: str, value: str, mark: str) -> Iterator[str]:
    if name.startswith("on") or mark in name:
        yield f"<{tag} {name}>"
    if name in ADDRESSES and (not _OWN.match(value) or mark in value):
        yield f"<{tag} {name}={value[:60]}>"
    if name == "style" and ("url(" in value or "expression" in value or mark in value):
        yield f"<{tag} style={value[:60]}>"
    if tag == "meta" and name == "http-equiv" and value != "content-security-policy":
        yield f"<meta http-equiv={value}>"


def of_markdown(text: str, mark: str) -> Iterator[str]:
    """What acts in a Markdown text once a reader that lets HTML through has made a page of it."""
    yield from of_html(_MARKDOWN.render(text), mark)


def of_word(content: bytes, mark: str) -> Iterator[str]:
    """What acts in a Word file: relations to the outside, fields, embedded things, XML that is none."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            part = packed.read(name)
            if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                yield f"{name}: a document type"
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(part)
            if b'TargetMode="External"' in part:
                yield f"{name}: a relation to the outside"
            if name.endswith(".rels") and mark in part.decode("utf-8", "replace").lower():
                yield f"{name}: words in a relation"
            if name.startswith("word/") and (_FIELDS.search(part) and mark.encode() in _fields_of(part)):
                yield f"{name}: words in a field"
            if "vba" in name.lower() or "embeddings" in name or "activeX" in name:
                yield f"{name}: something embedded"


def _fields_of(part: bytes) -> bytes:
    return b"".join(re.findall(rb"<w:instrText[^>]*>.*?</w:instrText>|<w:fldSimple[^>]*>", part)).lower()


def of_table(text: str) -> Iterator[str]:
    """Cells of a CSV that a spreadsheet would reckon with."""
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")):
        yield from (f"the cell {cell[:60]!r}" for cell in row if cell.startswith(_SIGNS))
