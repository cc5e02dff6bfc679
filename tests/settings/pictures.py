"""Images for tests."""

from io import BytesIO

from PIL import Image


def picture(kind="PNG", size=(600, 300), **saved):
    image = Image.new("RGB", size, "navy")
    written = BytesIO()
    image.save(written, kind, **saved)
    return written.getvalue()
