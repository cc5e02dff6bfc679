"""Small true documents, and one that lies."""

from io import BytesIO
from zipfile import ZipFile, ZipInfo

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
HTML = b"<!doctype html><script>alert(1)</script>"


def zipped(**parts):
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        for name, text in parts.items():
            archive.writestr(ZipInfo(name), text)  # always dated the same
    return kept.getvalue()


def office(main, **others):
    return zipped(**{"[Content_Types].xml": "<Types/>", main: "<x/>"} | others)


DOCX, XLSX, PPTX = office("word/document.xml"), office("xl/workbook.xml"), office("ppt/presentation.xml")
ODT = zipped(mimetype="application/vnd.oasis.opendocument.text")
ODS = zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet")
MACROS = office("word/document.xml", **{"word/vbaProject.bin": "x"})


def sent(content, name):
    """What a browser posts with a file chosen."""
    return {"data": {"file": (BytesIO(content), name)}, "content_type": "multipart/form-data"}
