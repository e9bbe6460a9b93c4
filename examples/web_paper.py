"""A sample paper as a committee website prints it."""

from __future__ import annotations

import html
import re

from source_text import LABELLED_POINT, Block, Source, SourceError

ITEM_TITLE = re.compile(r"^(?P<number>\d+(?:/\d+|\.))\s+(?P<title>.+?)(?:\s+\{PDF (?P<size>\d+) KB\})?$")
CUT = re.compile(r"\[cut (\d+)\]")


def html_bytes(source: Source) -> bytes:
    """A page as a committee website prints it: a meeting with its items, or a single item.

    A meeting names its body and date; the page of a single item names neither.
    """
    settings = source.settings
    title = settings["title"]
    is_meeting = settings["layout"] == "list"
    heading = f"{title} - {settings['body']} - {settings['when']}" if is_meeting else title
    machine_date = f'<meta name="DC.date" content="{settings["isodate"]}">\n' if is_meeting else ""
    page = [
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{heading}</title>',
        f'{machine_date}</head>\n<body>\n<ul class="mgActionList"><li>Browse</li><li>Search</li></ul>',
        f'<h1 class="mgMainTitleTxt">{title}</h1>',
        *(_meeting(source) if is_meeting else _single_item(source)),
        '<p class="mgFooter">Haldenshire democracy pages</p>\n</body>\n</html>\n',
    ]
    return "\n".join(page).encode()


def _meeting(source: Source) -> list[str]:
    """The heading of a meeting and the table of its items."""
    settings = source.settings
    page = [
        f'<h2 class="mgSubTitleTxt">{settings["body"]} - {settings["when"]}</h2>',
        f'<p><span class="mgLabel">Venue:</span>&nbsp;{settings["venue"]}</p>',
        f'<p><span class="mgLabel">Contact:</span>&nbsp;{settings["contact"]}</p>',
        '<table class="mgItemTable" id="mgItemTable"><caption class="mgSectionTitle">Items</caption>',
        '<tr><th class="mgHide" scope="col">No.</th><th class="mgHide" scope="col">Item</th></tr>',
    ]
    for title, blocks in _items(source):
        item = ITEM_TITLE.match(title)
        if item is None:
            raise SourceError(f"{source.file_name}: '{title}' has no item number. Begin it with one.")
        size = f' <span class="mgFileSize">PDF {item["size"]} KB</span>' if item["size"] else ""
        page += [
            f'<tr><td class="mgItemNumberCell"><p class="mgAiTitleTxt">{item["number"]}</p></td>',
            f'<td><p class="mgAiTitleTxt">{item["title"]}{size}</p>',
            *_item_blocks(blocks),
            "</td></tr>",
        ]
    return [*page, "</table>"]


def _single_item(source: Source) -> list[str]:
    """The page of one agenda item."""
    [(title, blocks)] = _items(source)
    return [f'<h2 class="mgSubTitleTxt">{title}</h2>', *_item_blocks(blocks)]


def _items(source: Source) -> list[tuple[str, list[Block]]]:
    """Titles of the items with the blocks below each."""
    items: list[tuple[str, list[Block]]] = []
    for block in source.blocks():
        if block.kind == "heading" and block.level == 2:
            items.append((block.text, []))
        else:
            items[-1][1].append(block)
    return items


def _item_blocks(blocks: list[Block]) -> list[str]:
    """The label and the paragraphs of an item, with hard spaces after a point's label."""
    page = []
    for block in blocks:
        words = html.escape(block.text, quote=False)
        if block.kind == "heading" and not words.startswith("RESOLVED"):
            page.append(f'<p class="mgSubItemTitleTxt">{words}</p>')
            continue
        words = f"<b>{words}</b>" if block.kind == "heading" else words
        words = LABELLED_POINT.sub(r"\1&nbsp;&nbsp;&nbsp;&nbsp; ", words)
        cut = r'&nbsp;... &nbsp;<a href="mgAi.aspx?ID=90\1">view the full minutes text for item \1.</a>'
        page.append(f'<p class="MsoNormal">{CUT.sub(cut, words)}</p>\n<p class="MsoNormal">&nbsp;</p>')
    return page
