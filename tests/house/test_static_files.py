"""Static files: compressed once, kept for ever, the same for everybody."""

import gzip

import pytest

SQUEEZED = ("vendor/app.css", "vendor/htmx.min.js", "vendor/bootstrap-icons.svg")


@pytest.fixture
def address(app):
    with app.test_request_context():
        yield app.jinja_env.globals["static"]


@pytest.mark.parametrize("name", SQUEEZED)
def test_it_leaves_compressed_when_the_browser_reads_gzip(app, visitor, address, name):
    plain = visitor.get(address(name))
    squeezed = visitor.get(address(name), headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert "Content-Encoding" not in plain.headers
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(squeezed.data) == plain.data
    assert squeezed.content_type == plain.content_type
    assert squeezed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.vary
    assert "Accept-Encoding" in squeezed.vary


def test_it_is_kept_for_ever_and_asks_nothing_of_the_database(client_of, address):
    statements = client_of("bob").counted(address("vendor/app.css"))
    answer = client_of("bob").get(address("vendor/app.css"))
    assert statements == []
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in answer.vary


def test_a_second_time_it_is_not_sent_again(visitor, address):
    headers = {"Accept-Encoding": "gzip"}
    tag = visitor.get(address("vendor/app.css"), headers=headers).headers["ETag"]
    again = visitor.get(address("vendor/app.css"), headers=headers | {"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["vendor/absent.css", "vendor/../../workspace/app.py", "vendor/absent.css.gz"])
def test_what_is_not_there_is_not_found(visitor, address, name):
    assert visitor.get(address(name), headers={"Accept-Encoding": "gzip"}).status_code == 404


def test_a_page_of_somebody_is_never_kept(client_of):
    assert client_of("bob").get("/mon-espace").headers["Cache-Control"] == "private, no-store"
