"""Static files: compressed once, kept for ever, the same for everybody."""

import gzip
import os
import re

import brotli
import pytest

from tools import build_static

SQUEEZED = ("vendor/app.css", "vendor/htmx.min.js", "vendor/bootstrap-icons.svg", "app.js")
READ = {"gzip": gzip.decompress, "br": brotli.decompress}


@pytest.fixture
def address(app):
    with app.test_request_context():
        yield app.jinja_env.globals["static"]


@pytest.mark.parametrize("name", SQUEEZED)
@pytest.mark.parametrize(("accepted", "coding"), [("gzip, deflate, br, zstd", "br"), ("gzip, br;q=0", "gzip")])
def test_it_leaves_compressed_as_the_browser_reads_it(visitor, address, name, accepted, coding):
    plain = visitor.get(address(name))
    squeezed = visitor.get(address(name), headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in plain.headers
    assert squeezed.headers["Content-Encoding"] == coding
    assert READ[coding](squeezed.data) == plain.data
    assert len(squeezed.data) < len(plain.data) / 2
    assert squeezed.content_type == plain.content_type
    assert squeezed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.vary
    assert "Accept-Encoding" in squeezed.vary


def test_of_bootstrap_only_what_is_named_leaves():
    """A selector stays while all its classes are named somewhere; what names none stays."""
    css = '/*! licence */a,.btn:not(.x) i,.card .btn{top:0}@media all{.card{top:0}}.b,.btn{content:"}"}@page{margin:0}'
    kept = "".join(build_static.named_rules(css, {"btn"}))
    assert kept == '/*! licence */a,.btn:not(.x) i{top:0}.btn{content:"}"}@page{margin:0}'


def test_a_dark_device_has_each_rule_of_the_dark_theme_without_a_script():
    css = 'a{top:0}[data-bs-theme="dark"] a,[data-bs-theme=dark] b{top:1px}@layer x{[data-bs-theme=dark]{top:2px}}'
    again = ":where(:root):not(.js)"
    assert build_static.with_dark_devices(css) == (
        'a{top:0}[data-bs-theme="dark"] a,[data-bs-theme=dark] b{top:1px}'
        f"@media (prefers-color-scheme:dark){{{again} a,{again} b{{top:1px}}}}"
        "@layer x{[data-bs-theme=dark]{top:2px}"
        f"@media (prefers-color-scheme:dark){{{again}{{top:2px}}}}}}"
    )


def test_a_file_written_again_since_the_build_is_built_again(tmp_path, monkeypatch):
    """Git does so when it changes branches; the server reads dates."""
    vendor, own = tmp_path / "vendor", tmp_path / "app.js"
    for file in [own, *(vendor / name for name in build_static.BUILT), vendor / "digest.txt"]:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("same")
    monkeypatch.setattr(build_static, "STATIC", tmp_path)
    monkeypatch.setattr(build_static, "VENDOR", vendor)
    os.utime(own, (1, 1))
    assert build_static.up_to_date("same")
    assert not build_static.up_to_date("another")
    later = (vendor / "digest.txt").stat().st_mtime + 1
    os.utime(own, (later, later))
    assert not build_static.up_to_date("same")


def test_a_first_visit_stays_light(visitor):
    """All that a browser which knows nothing receives, compressed the older way."""
    names = sorted(set(re.findall(r'(?:src|href)="(/static/[^"#]+)', visitor.get("/connexion").text)))
    assert len(names) == 6
    sizes = {name: len(visitor.get(name, headers={"Accept-Encoding": "gzip"}).data) for name in names}
    assert sum(sizes.values()) < 65_000, sizes  # and 34 kB of font, 3 kB of page


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
