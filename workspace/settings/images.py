"""Images that people send: opened, reduced, and written again, so that only pixels are kept."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

KINDS = ("PNG", "JPEG", "WEBP", "GIF")  # no SVG: it may carry scripts
HEAVIEST = 2 * 1024 * 1024  # bytes
MOST_PIXELS = 24_000_000  # a small file may unfold into gigabytes


class NotAnImage(Exception):
    """Not one of KINDS, damaged, or too large once unfolded."""


def written_again(content: bytes, width: int, height: int) -> bytes:
    """The image as a PNG that fits in `width` × `height` pixels: no metadata, nothing hidden behind the pixels.

    Raises:
        NotAnImage: it cannot be read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _png(content, width, height)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as trouble:
        raise NotAnImage from trouble
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError) as trouble:  # damaged files raise these
        raise NotAnImage from trouble


def _png(content: bytes, width: int, height: int) -> bytes:
    with Image.open(BytesIO(content), formats=KINDS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise NotAnImage
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    upright.thumbnail((width, height))
    bare = Image.new("RGBA", upright.size)
    bare.paste(upright)
    written = BytesIO()
    bare.save(written, "PNG", optimize=True)
    return written.getvalue()
