"""Images that people send: opened, reduced, and written again, so that only pixels are kept."""

import warnings
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

KINDS = ("PNG", "JPEG", "WEBP", "GIF")  # no SVG: it may carry scripts
HEAVIEST = 2 * 1024 * 1024  # bytes
MOST_PIXELS = 24_000_000  # a small file may unfold into gigabytes
LONGEST_SIDE = 4000  # pixels of a photograph: enough to print a page


class NotAnImage(Exception):
    """Not one of KINDS, damaged, or too large once unfolded."""


def written_again(content: bytes, width: int, height: int) -> bytes:
    """The image as a PNG that fits in `width` × `height` pixels: no metadata, nothing hidden behind the pixels.

    Raises:
        NotAnImage: it cannot be read.
    """
    return _rewritten(content, "RGBA", (width, height), "PNG", optimize=True)


def without_metadata(content: bytes, kind: str) -> bytes:
    """The same picture, upright, as a file of its kind (PNG, JPEG): who took it, where and with what goes.

    Raises:
        NotAnImage: it cannot be read.
    """
    mode, saved = ("RGB", {"quality": 90}) if kind == "JPEG" else ("RGBA", {})
    return _rewritten(content, mode, (LONGEST_SIDE, LONGEST_SIDE), kind, **saved)


def _rewritten(content: bytes, mode: str, size: tuple[int, int], kind: str, **saved: Any) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _pixels(content, mode, size, kind, **saved)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as trouble:
        raise NotAnImage from trouble
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError) as trouble:  # damaged files raise these
        raise NotAnImage from trouble


def _pixels(content: bytes, mode: str, size: tuple[int, int], kind: str, **saved: Any) -> bytes:
    with Image.open(BytesIO(content), formats=KINDS) as opened:
        _read_smaller(opened, size)
        if opened.width * opened.height > MOST_PIXELS:
            raise NotAnImage
        upright = ImageOps.exif_transpose(opened).convert(mode)
    upright.thumbnail(size)
    bare = Image.new(mode, upright.size)
    bare.paste(upright)
    written = BytesIO()
    bare.save(written, kind, **saved)
    return written.getvalue()


def _read_smaller(opened: Image.Image, size: tuple[int, int]) -> None:
    """A large JPEG may be read at half its scale, or less: a photograph of fifty megapixels fits."""
    ratio = max(opened.width / size[0], opened.height / size[1])
    opened.draft(None, (int(opened.width / ratio), int(opened.height / ratio)))
