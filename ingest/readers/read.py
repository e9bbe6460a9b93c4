"""Any file to its Text: finds the format and calls its reader, in this process.

Files from outside go through ``sandbox.read_in_child``, which ends up here inside a limited process.
"""

from __future__ import annotations

from ingest.errors import ReadError, UnsupportedFormat
from ingest.papers import Text
from ingest.readers.detect import Format, sniff


def read(data: bytes, name: str) -> Text:
    """The text of a file.

    Args:
        data: The whole file.
        name: The file name without folders; used in messages and to tell Markdown and HTML from text.

    Raises:
        UnsupportedFormat: No reader knows the content.
        NoText: The file is sound but holds no words.
        ReadError: The file is empty, damaged, needs a password, or is built to do harm.
    """
    form = sniff(data, name)
    try:
        return _read_as(form, data, name)
    except RecursionError as error:
        raise ReadError(
            f"{name}: its parts are nested too deeply to be read. Save it again and add the copy."
        ) from error


def _read_as(form: Format, data: bytes, name: str) -> Text:
    # Each reader is imported when it is needed: a child process that reads a text file must not wait for
    # the PDF library.
    match form:
        case Format.PDF:
            from ingest.readers.pdf import read_pdf

            return read_pdf(data, name)
        case Format.DOCX:
            from ingest.readers.docx import read_docx

            return read_docx(data, name)
        case Format.HTML:
            from ingest.readers.html import read_html

            return read_html(data, name)
        case Format.MARKDOWN:
            from ingest.readers.markdown import read_markdown

            return read_markdown(data, name)
        case Format.TEXT:
            from ingest.readers.plain_text import read_plain_text

            return read_plain_text(data, name)
        case Format.EMAIL:
            from ingest.readers.mail import read_mail

            return read_mail(data, name)
        case Format.MODERNGOV_XML:
            from ingest.readers.moderngov_xml import read_moderngov_xml

            return read_moderngov_xml(data, name)
        case Format.ZIP:
            raise UnsupportedFormat(
                f"{name}: a zip archive, not a paper. Unpack it, and use the papers in it one by one."
            )
