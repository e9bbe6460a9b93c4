"""Papers that would have their reader fetch something from an address, in every format that is taken in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MINUTES = "NORSEY HARBOUR PANEL\n\nMinutes of the meeting held on 4 March 2025\n\n12. Quay\n\nThe quay was repaired.\n"


def calling_papers(url: str) -> Iterator[tuple[str, bytes]]:
    """File names and contents; each names the address where a careless reader would follow it."""
    yield "links.html", _html(url).encode()
    yield (
        "links.md",
        f"# Minutes\n\n![a]({url}/md.png)\n\n[b]({url}/md)\n\n<img src={url}/md2.png>\n".encode(),
    )
    yield "links.txt", f"{_MINUTES}\n13. See {url}/txt and file://{url.partition('//')[2]}/txt\n".encode()
    yield "outside.docx", _word(url)
    yield "entity.docx", _word_with(url, f'<!DOCTYPE x [<!ENTITY e SYSTEM "{url}/docx.ent">]>')
    yield "minutes.xml", _xml(url).encode()
    yield "minutes.svg", f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}/svg"/></svg>'.encode()
    yield "actions.pdf", _pdf(url)
    yield "letter.eml", _mail(url).encode()
    yield f"{url.replace('/', '_')}.txt", _MINUTES.encode()
    yield f"{url}/name.html", _html(url).encode()
    yield "pack.zip", _pack(url)


def _html(url: str) -> str:
    return f"""<!DOCTYPE html SYSTEM "{url}/dtd"><html manifest="{url}/m"><head><base href="{url}/base/">
<meta http-equiv="refresh" content="0;url={url}/refresh"><link rel="stylesheet" href="{url}/css">
<link rel="preconnect" href="{url}"><style>@import "{url}/import"; body {{background: url({url}/bg)}}</style>
<script src="{url}/js"></script></head><body><h1>NORSEY HARBOUR PANEL</h1><p>Minutes of the meeting held on
4 March 2025</p><img src="{url}/img" srcset="{url}/img2 2x"><iframe src="{url}/frame"></iframe>
<object data="{url}/object"></object><video poster="{url}/poster"><source src="{url}/video"></video>
<svg><image href="{url}/svg"/><use href="{url}/use#a"/></svg><p>12. The quay was repaired.</p></body></html>"""


def _word(url: str) -> bytes:
    paper = docx.Document()
    for line in _MINUTES.split("\n\n"):
        paper.add_paragraph(line)
    for kind in ("hyperlink", "image", "attachedTemplate", "aFChunk", "oleObject", "subDocument"):
        number = paper.part.relate_to(f"{url}/{kind}", f"{_RELATIONS}/{kind}", is_external=True)
        paper.element.body.insert(0, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="{number}"/>'))
    field = (
        f'<w:p {nsdecls("w")}><w:fldSimple w:instr=" INCLUDEPICTURE {url}/field "><w:r/></w:fldSimple></w:p>'
    )
    paper.element.body.insert(0, parse_xml(field))
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def _word_with(url: str, document_type: str) -> bytes:
    """The same with a document type put before the text."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_word(url))) as packed, zipfile.ZipFile(written, "w") as into:
        for name in packed.namelist():
            part = packed.read(name)
            if name == "word/document.xml":
                part = part.replace(b"?>", f"?>{document_type}".encode(), 1)
            into.writestr(name, part)
    return written.getvalue()


def _xml(url: str) -> str:
    return f"""<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="{url}/xsl"?>
<!DOCTYPE meeting SYSTEM "{url}/dtd" [<!ENTITY e SYSTEM "{url}/ent"><!ENTITY % p SYSTEM "{url}/par"> %p;]>
<meeting xmlns:xi="http://www.w3.org/2001/XInclude" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:noNamespaceSchemaLocation="{url}/xsd"><committeename>&e;</committeename><xi:include href="{url}/xi"/>
<url>{url}/agenda</url></meeting>"""


def _pdf(url: str) -> bytes:
    place = url.encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI (" + place + b"/open) >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> "
        b"/XObject << /X 6 0 R >> >> /AA << /O << /S /GoToR /F (" + place + b"/goto) /D [0] >> >> >>",
        _stream(b"BT /F1 12 Tf 72 700 Td (NORSEY HARBOUR PANEL Minutes the quay was repaired) Tj ET /X Do"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /Length 0 /F << /FS /URL /F ("
        + place
        + b"/stream) >> >>\nstream\n\nendstream",
    ]
    written = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % each for each in places)
    written += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(written)


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream"


def _mail(url: str) -> str:
    return f"""From: clerk@norsey.example
To: panel@norsey.example
Subject: Minutes
Date: Tue, 4 Mar 2025 10:00:00 +0000
List-Unsubscribe: <{url}/unsubscribe>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html

{_html(url)}
--b
Content-Type: message/external-body; access-type=URL; URL="{url}/external"

Content-Type: text/plain

--b--
"""


def _pack(url: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as into:
        into.writestr("minutes.html", _html(url))
        into.writestr("outside.docx", _word(url))
        into.writestr("papers.csv", f"file,title,body,source\nminutes.html,{url}/t,{url}/b,{url}/s\n")
    return written.getvalue()
