"""What a file says, as text, within bounds."""

from __future__ import annotations

import codecs
import os
import re
from binascii import Error as NotBase64Error
from binascii import a2b_base64, a2b_qp
from pathlib import Path
from typing import IO, TypeAlias

from china_trade_cities._problem import Problem
from china_trade_cities._tables.limits import checked_path, read_bounded, refuse_archive, too_large
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError

PathOrBuffer: TypeAlias = str | os.PathLike[str] | IO[bytes] | IO[str]
MOST_BYTES = 10_000_000
"""Pages of the bulletin have less than a tenth of this; what is larger is something else."""

ALLOWED_FILE = "must be a table as HTML or CSV"
_ONE_TABLE = "no customs table is as large: save its page or the CSV of it alone"


def text_of(path_or_buffer: PathOrBuffer) -> tuple[str | None, str]:
    """Name (where it has one) and text of a file.

    Bytes are UTF-8, with or without byte order mark, UTF-16 with one, or GB18030; nothing is
    replaced or ignored. Of a web archive it is the page.
    """
    allowed = "a path, or a file opened for reading"
    if isinstance(path_or_buffer, (str, os.PathLike)):
        path = checked_path(path_or_buffer, "path_or_buffer", allowed)
        content: bytes | str = read_bounded(path, MOST_BYTES, _ONE_TABLE)
        name: str | None = path.name
    elif callable(getattr(path_or_buffer, "read", None)):
        content = path_or_buffer.read(MOST_BYTES + 1)
        given = getattr(path_or_buffer, "name", None)
        name = Path(given).name if isinstance(given, str) else None
        if len(content) > MOST_BYTES:
            raise too_large(name, 0, MOST_BYTES, _ONE_TABLE)
        if isinstance(content, bytes):
            refuse_archive(name, content)
    else:
        raise InvalidArgumentError("path_or_buffer", path_or_buffer, allowed)
    given = content.encode(errors="surrogatepass") if isinstance(content, str) else content
    page = _page_in(given, name)
    if isinstance(content, str) and page is given:
        text = content.removeprefix("\ufeff")
    else:
        text = decoded(page, name)
    _check(text, name)
    return name, text


def _page_in(content: bytes, name: str | None) -> bytes:
    """The page that a web archive (MHTML) holds; any other content as it is."""
    head = content[:4_000].lower()
    if head.lstrip().startswith(b"<") or b"multipart/related" not in head:
        return content
    boundary = re.search(rb'(?i)boundary="?([^"\s;]+)', content[:4_000])
    for part in content.split(b"--" + boundary[1])[1:] if boundary else ():
        header, _, body = part.replace(b"\r\n", b"\n").lstrip(b"\n").partition(b"\n\n")
        header = header.lower()
        if b"text/html" in header:
            return _decoded_part(header, body, name)
    raise unreadable(name, "a web archive (MHTML) without a page: save the page as HTML")


def _decoded_part(header: bytes, body: bytes, name: str | None) -> bytes:
    if b"quoted-printable" in header:
        return a2b_qp(body)
    if b"base64" not in header:
        return body
    try:
        return a2b_base64(body)
    except NotBase64Error as error:
        message = f"a web archive (MHTML) whose page is cut or changed ({error}): save it again"
        raise unreadable(name, message) from None


def decoded(content: bytes, name: str | None) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise unreadable(name, f"not UTF-16: {error.reason}") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data"
        if cut or content.startswith(codecs.BOM_UTF8):
            what = "ends in the middle of a character: it is cut" if cut else f"not UTF-8: {error}"
            raise unreadable(name, what) from None
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        what = f"neither UTF-8 nor GB18030 text (byte {error.start}: {error.reason})"
        raise unreadable(name, what) from None


_OTHERS = {
    "a JSON document": re.compile(r'\s*(?:\{\s*["}]|\[\s*[\[{"\]])'),
    "a PDF": re.compile("%PDF-"),
}


def _check(text: str, name: str | None) -> None:
    """Reject input that decodes but is not text."""
    if not text.strip():
        raise unreadable(name, f"{ALLOWED_FILE}; got an empty file")
    if "\0" in text:
        raise unreadable(name, f"{ALLOWED_FILE}; got binary data")
    for what, start in _OTHERS.items():
        if start.match(text):
            raise unreadable(name, f"{what}, no table as HTML or CSV: save the page or a CSV of it")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise unreadable(name, f"no proper text: {error.reason}") from None


def unreadable(
    name: str | None, message: str, line: int | None = None, column: str | None = None
) -> DatasetError:
    return DatasetError([Problem(file=name, line=line, column=column, message=message)])
