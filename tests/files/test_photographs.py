"""A photograph says who took it, where and with what: only its pixels are kept."""

from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import select

from tests.files.documents import sent
from tests.settings.pictures import picture
from workspace.database import db
from workspace.files.models import File
from workspace.settings.images import LONGEST_SIDE, without_metadata

HERE = "/groupes/jeunesse/fichiers"
GPS, MAKER, ORIENTATION, LEFT_SIDE_DOWN = 0x8825, 0x010F, 0x0112, 6


def photograph(size=(600, 300)):
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "Appareil secret", LEFT_SIDE_DOWN
    exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (48.0, 53.0, 33.0)
    return picture("JPEG", size, exif=exif, comment=b"secret-du-photographe")


def kept(client, content, name):
    assert client.post(HERE, **sent(content, name)).status_code == 303
    return db.session.execute(select(File.kind, File.size, File.content)).one()


def test_where_it_was_taken_is_not_kept(client_of):
    given = photograph()
    assert Image.open(BytesIO(given)).getexif().get_ifd(GPS)
    file = kept(client_of("alice"), given, "photo.jpg")
    image = Image.open(BytesIO(file.content))
    assert (image.format, image.size) == ("JPEG", (300, 600)), "upright, as it was shown"
    assert dict(image.getexif()) == {}
    assert not [secret for secret in (b"Appareil secret", b"secret-du-photographe") if secret in file.content]
    assert (file.kind, file.size) == ("image/jpeg", len(file.content))


def test_nor_what_a_drawing_says_beside_its_pixels(client_of):
    noted = PngInfo()
    noted.add_text("Auteur", "secret-de-l-auteur")
    file = kept(client_of("alice"), picture(pnginfo=noted) + b"<script>derriere</script>", "plan.png")
    assert Image.open(BytesIO(file.content)).format == "PNG"
    assert not [secret for secret in (b"secret-de-l-auteur", b"derriere") if secret in file.content]


def test_a_very_large_one_is_reduced():
    reduced = without_metadata(photograph((9000, 4500)), "JPEG")
    assert max(Image.open(BytesIO(reduced)).size) == LONGEST_SIDE


@pytest.mark.parametrize(
    ("content", "name"),
    [(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "dessin.svg"), (photograph()[:200], "photo.jpg")],
)
def test_what_is_not_an_image_that_opens_is_refused(client_of, content, name):
    answer = client_of("alice").post(HERE, **sent(content, name))
    assert answer.status_code == 422
    assert db.session.scalar(select(File.id)) is None
