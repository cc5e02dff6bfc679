"""The logo: only pixels are kept, whatever is sent."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.browser import soup
from tests.settings.pictures import picture
from workspace.database import db
from workspace.settings import images
from workspace.settings.images import NotAnImage, written_again
from workspace.settings.queries import federation


def send(client, content, name="logo.png"):
    return client.post("/reglages/logo", data={"logo": (BytesIO(content), name)})


def test_it_takes_the_place_of_the_round_table_and_goes_again(client_of, visitor):
    dora = client_of("dora")
    assert send(dora, picture()).status_code == 303
    image = visitor.page("/").select_one(".brand img")
    answer = visitor.get(image["src"])
    assert (answer.status_code, answer.content_type) == (200, "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.cache_control.immutable
    assert "Set-Cookie" not in answer.headers
    shown = Image.open(BytesIO(answer.data))
    assert shown.width <= 480 and shown.height <= 160  # noqa: PT018 - one fact
    assert dora.post("/reglages/logo/retrait").status_code == 303
    assert visitor.page("/").select_one(".brand img") is None
    assert visitor.get(image["src"]).status_code == 404


def test_nothing_but_pixels_is_kept(client_of, visitor):
    noted = PngInfo()
    noted.add_text("Auteur", "secret-de-l-auteur")
    sent = picture(pnginfo=noted) + b"<script>derriere</script>"
    send(client_of("dora"), sent)
    kept = visitor.get(f"/logo/{federation().logo_digest}.png").data
    assert b"secret-de-l-auteur" in sent
    assert b"secret-de-l-auteur" not in kept
    assert b"derriere" not in kept
    assert Image.open(BytesIO(kept)).info == {}


def test_where_a_photograph_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[0x010F] = "Appareil secret"
    photograph = picture("JPEG", exif=exif)
    assert b"Appareil secret" in photograph
    assert b"Appareil secret" not in written_again(photograph, 100, 100)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_kinds_that_are_read(kind):
    assert Image.open(BytesIO(written_again(picture(kind), 100, 100))).size == (100, 50)


def bomb():
    """A PNG of a few bytes that says it unfolds into 3.6 gigapixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("content", [b"", b"texte", SVG, picture()[:200], picture("BMP", (9, 9)), bomb()])
def test_what_is_no_image_is_refused(client_of, content):
    answer = send(client_of("dora"), content)
    assert answer.status_code == 422
    assert "Cette image ne se lit pas." in soup(answer).find(id="logo-error").get_text()
    assert federation().logo_digest == ""


def test_an_image_of_too_many_pixels_is_refused_before_it_is_unfolded():
    with pytest.raises(NotAnImage):
        written_again(picture(size=(5000, 5000)), 100, 100)


def test_one_too_heavy_or_none_is_refused(client_of, monkeypatch):
    dora = client_of("dora")
    monkeypatch.setattr(images, "HEAVIEST", 200)
    assert "2 Mo" in soup(send(dora, picture())).find(id="logo-error").get_text()
    assert "Choisissez une image." in soup(dora.post("/reglages/logo")).find(id="logo-error").get_text()
    db.session.expire_all()
    assert federation().logo_digest == ""
