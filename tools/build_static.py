"""Build static/vendor/: the front-end parts installed by npm, made ready to be served.

Run by `make`. Nothing is done when nothing changed. Built, never committed:

    app.css                        theme.css with Bootstrap in its layer: the only stylesheet a page links;
                                   of Bootstrap, the rules whose classes are named somewhere;
                                   a dark device is served dark without a script too
    bootstrap-icons.svg            a sprite of the icons that are named somewhere, not of the 2,000
    htmx.min.js, markdown-toolbar-element.js, turndown.js, two .woff2
    print/*.ttf                    the same font for documents: Typst reads neither .woff2 nor variable weights
    print/emoji.txt                what the font of emoji draws: a document with a letter of no font keeps these
    *.gz, *.br                     the same and our own static/*.js, compressed once
    digest.txt                     changes when anything in static/ does: it stands in the address of every file
    LICENCES.txt                   what the authors of these parts ask to keep with them

An icon is known by `icon("name")` or `bootstrap-icons.svg#name` in templates/, static/*.js and workspace/, by a
constant whose name ends in ICONS in workspace/, and, for a template that computes its name, by a comment
`{# icons: circle, check-lg #}`. A class of Bootstrap is known by its name, whole, anywhere in the same files.
"""

import ast
import gzip
import hashlib
import os
import posixpath
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import brotli
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
BUILT_FOLDERS = ("vendor", ".vendor-new")  # the second only while a build runs
MODULES = ROOT / "node_modules"
FONT = "@fontsource-variable/atkinson-hyperlegible-next"
EMOJI = "@fontsource/noto-emoji"  # for documents alone: a browser has its own
FONT_FILE = "atkinson-hyperlegible-next-latin-wght-{}.woff2"
COPIES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "markdown-toolbar-element.js": "@github/markdown-toolbar-element/dist/index.js",
    "turndown.js": "turndown/lib/turndown.browser.es.js",
    FONT_FILE.format("normal"): f"{FONT}/files/{FONT_FILE}".format("normal"),
    FONT_FILE.format("italic"): f"{FONT}/files/{FONT_FILE}".format("italic"),
}
LICENSED = ["htmx.org", "bootstrap", "bootstrap-icons", "@github/markdown-toolbar-element", "turndown", FONT, EMOJI]
WEIGHTS = (400, 700)
PRINTED = {  # file: what it is cut from, and its weight
    f"print/{part}-{style}-{weight}.ttf": (f"{FONT}/files/{FONT_FILE.replace('latin', part)}".format(style), weight)
    for part in ("latin", "latin-ext")
    for style in ("normal", "italic")
    for weight in WEIGHTS
} | {"print/emoji.ttf": (f"{EMOJI}/files/noto-emoji-emoji-400-normal.woff2", 400)}
EMOJI_DRAWN = "print/emoji.txt"
BUILT = [*COPIES, *PRINTED, EMOJI_DRAWN, "app.css", "bootstrap-icons.svg", "LICENCES.txt"]
COMPRESSED = {".css", ".js", ".svg"}

NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
IN_ADDRESS = re.compile(rf"bootstrap-icons\.svg[\"'\s)}}]*#({NAME})")
IN_CALL = re.compile(r"\bicon\(([^()]*)\)")
IN_COMMENT = re.compile(r"\{#-?\s*icons:\s*([^#]*?)-?#\}")
LITERAL = re.compile(rf"[\"']({NAME})[\"']")
SYMBOL = re.compile(r"<symbol[^>]*?viewBox=\"([^\"]+)\"[^>]*?id=\"([^\"]+)\"[^>]*>(.*?)</symbol>", re.DOTALL)

CLASS = re.compile(r"[A-Za-z][\w-]*")
CLASS_IN_CSS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
NOT = re.compile(r":not\([^()]*\)")
SELECTORS = re.compile(r",(?![^()]*\))")  # not those inside :is(…) or :not(…)
BRACE_OR_STRING = re.compile(r"[{}]|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|url\([^)]*\)")
CSS_STRING_OR_COMMENT = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|/\*.*?\*/", re.DOTALL)
CSS_ADDRESS = re.compile(r"url\(\s*([\"']?)(?!data:|https?:|/|#)([^\"')]+)\1\s*\)")
DARK = re.compile(r"\[data-bs-theme=\"?dark\"?\]")
DARK_RULE = re.compile(rf"([^{{}};]*{DARK.pattern}[^{{}};]*){{([^{{}}]*)}}")
NO_SCRIPT = ":where(:root):not(.js)"  # it weighs what DARK does: neither is stronger than the other
BOOTSTRAP_IMPORT = re.compile(r"@import\s+url\([\"']?vendor/bootstrap\.min\.css[\"']?\)\s+layer\(vendor\);")


def main() -> int:
    """Build what is out of date; say in one sentence why it cannot be."""
    try:
        symbols = available_icons()
        icons = wanted_icons(symbols)
        css = stylesheet(named_words())
        digest = digest_of(icons, css)
        if not up_to_date(digest):
            build({name: symbols[name] for name in icons}, css, digest)
    except LookupError as problem:
        print(f"Fichiers statiques : {problem.args[0]}.", file=sys.stderr)
        return 1
    except FileNotFoundError as problem:
        print(f"Fichiers statiques : il manque {problem.filename}, que « npm ci » installe.", file=sys.stderr)
        return 1
    return 0


# ---- Icons ----


def available_icons() -> dict[str, tuple[str, str]]:
    """Every icon of bootstrap-icons: its name, its view box and its drawing."""
    sprite = (MODULES / "bootstrap-icons" / "bootstrap-icons.svg").read_text(encoding="utf-8")
    return {name: (box, drawing.strip()) for box, name, drawing in SYMBOL.findall(sprite)}


def wanted_icons(known: dict[str, tuple[str, str]]) -> list[str]:
    """The icons that the product names, in order.

    Raises:
        LookupError: one of them does not exist.
    """
    wanted: dict[str, Path] = {}
    for file in files_that_name_icons():
        text = file.read_text(encoding="utf-8")
        for name in [*named_in(text, known), *(constants_of(text) if file.suffix == ".py" else [])]:
            wanted.setdefault(name, file)
    missing = [f"« {name} » ({file.relative_to(ROOT)})" for name, file in wanted.items() if name not in known]
    if missing:
        raise LookupError(f"icône absente de bootstrap-icons : {', '.join(missing)}")
    return sorted(wanted)


def files_that_name_icons() -> Iterator[Path]:
    """Templates, our own scripts, and the Python of the application."""
    yield from sorted((ROOT / "templates").rglob("*.html"))
    yield from sorted(STATIC.glob("*.js"))
    yield from sorted((ROOT / "workspace").rglob("*.py"))


def named_in(text: str, known: dict[str, tuple[str, str]]) -> Iterator[str]:
    """The icons a text names; of `icon("a" if late else "b")`, both."""
    yield from IN_ADDRESS.findall(text)
    for comment in IN_COMMENT.findall(text):
        yield from re.findall(NAME, comment)
    for call in IN_CALL.findall(text):
        for literal in LITERAL.finditer(call):
            # The first word must be an icon; the others may be a class or a state the icon depends on.
            if literal.start() == 0 or literal[1] in known:
                yield literal[1]


def constants_of(source: str) -> Iterator[str]:
    """The texts in the constants whose name ends in ICONS; of a dictionary, its values."""
    for node in ast.parse(source).body:
        match node:
            case ast.Assign(targets=[ast.Name(name)], value=value) | ast.AnnAssign(
                ast.Name(name), value=ast.expr() as value
            ):
                parts = value.values if isinstance(value, ast.Dict) else [value]
            case _:
                continue
        if not name.endswith("ICONS"):
            continue
        for part in parts:
            yield from (n.value for n in ast.walk(part) if isinstance(n, ast.Constant) and isinstance(n.value, str))


# ---- Whether there is anything to do ----


def digest_of(icons: list[str], css: str) -> str:
    """A short hash of everything static/vendor/ is made from and of every other static file."""
    own = [f for f in sorted(STATIC.rglob("*")) if f.is_file() and f.relative_to(STATIC).parts[0] not in BUILT_FOLDERS]
    hashed = hashlib.sha256(" ".join([*icons, css]).encode())
    for file in [Path(__file__), ROOT / "package-lock.json", *own]:
        hashed.update(f"\0{file.name}\0".encode() + file.read_bytes())
    return hashed.hexdigest()[:12]


def up_to_date(digest: str) -> bool:
    """Whether the last build was complete (it writes its digest last) and from the same sources, none written since,
    even as it was: a server takes a compressed file that is older than its source for an old one."""
    written = VENDOR / "digest.txt"
    if not written.is_file() or written.read_text() != digest or not all((VENDOR / name).is_file() for name in BUILT):
        return False
    return all(file.stat().st_mtime <= written.stat().st_mtime for file in STATIC.iterdir() if file.is_file())


# ---- The build ----


def build(symbols: dict[str, tuple[str, str]], css: str, digest: str) -> None:
    """Fill a folder beside, then put it in place: a server reading the old one never sees half a build."""
    new = VENDOR.with_name(BUILT_FOLDERS[1])
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for name, source in COPIES.items():
        shutil.copyfile(MODULES / source, new / name)
    (new / "print").mkdir()
    for name, (source, weight) in PRINTED.items():
        cut_font(MODULES / source, weight, new / name)
    drawn = TTFont(new / "print/emoji.ttf").getBestCmap()
    (new / EMOJI_DRAWN).write_text("".join(map(chr, drawn)), encoding="utf-8")
    (new / "app.css").write_text(css, encoding="utf-8")
    (new / "bootstrap-icons.svg").write_text(sprite_of(symbols), encoding="utf-8")
    (new / "LICENCES.txt").write_text(licences(), encoding="utf-8")
    for file in [f for f in (*new.iterdir(), *STATIC.glob("*.js"), *STATIC.glob("*.svg")) if f.suffix in COMPRESSED]:
        content = file.read_bytes()
        (new / f"{file.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        (new / f"{file.name}.br").write_bytes(brotli.compress(content))
    (new / "digest.txt").write_text(digest)
    shutil.rmtree(VENDOR, ignore_errors=True)
    os.replace(new, VENDOR)
    print(f"Fichiers statiques prêts : {len(symbols)} icônes, empreinte {digest}.")


def cut_font(source: Path, weight: int, file: Path) -> None:
    """One weight of a font, variable or not, as documents embed it.

    Its rarer letters are a font of another name: of two that share one, Typst reads the first only.
    """
    font = TTFont(source, recalcTimestamp=False)
    if "fvar" in font:
        instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    font.flavor = None
    for record in font["name"].names if "latin-ext" in file.name else ():
        record.string = str(record).replace("Hyperlegible", "Extended")
    font.save(file)


def sprite_of(symbols: dict[str, tuple[str, str]]) -> str:
    """One file, one <symbol> an icon; its colour is the text's, by the page's stylesheet."""
    drawn = "\n".join(
        f'<symbol id="{name}" viewBox="{box}">{drawing}</symbol>' for name, (box, drawing) in symbols.items()
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">\n{drawn}\n</svg>\n'


def stylesheet(words: set[str]) -> str:
    """theme.css for static/vendor/, with what these words name of Bootstrap written in place of its import.

    Raises:
        LookupError: theme.css no longer imports Bootstrap as expected.
    """
    bootstrap = (MODULES / "bootstrap/dist/css/bootstrap.min.css").read_text(encoding="utf-8")
    # A character set counts only as the first words of a file.
    bootstrap = "".join(named_rules(without_comments(bootstrap.removeprefix('@charset "UTF-8";')), words))
    theme, imports = BOOTSTRAP_IMPORT.subn("/*! bootstrap */", (STATIC / "theme.css").read_text(encoding="utf-8"))
    if imports != 1:
        raise LookupError("theme.css doit importer vendor/bootstrap.min.css une seule fois, dans layer(vendor)")
    theme = minified(CSS_ADDRESS.sub(lambda found: f'url("{from_vendor(found[2])}")', theme))
    whole = theme.replace("/*! bootstrap */", f"@layer vendor{{{bootstrap}}}", 1)
    return '@charset "UTF-8";' + with_dark_devices(whole)


def with_dark_devices(css: str) -> str:
    """After each rule of the dark theme, the same one where the device is dark and no script says what was chosen."""
    return DARK_RULE.sub(
        lambda rule: f"{rule[0]}@media (prefers-color-scheme:dark){{{DARK.sub(NO_SCRIPT, rule[1])}{{{rule[2]}}}}}", css
    )


def named_words() -> set[str]:
    """Whatever could be a class of an element."""
    return {word for file in files_that_name_icons() for word in CLASS.findall(file.read_text(encoding="utf-8"))}


def named_rules(css: str, words: set[str]) -> Iterator[str]:
    """The rules of a minified style sheet that may apply to an element whose classes are among these words."""
    end = 0
    while (start := css.find("{", end)) >= 0:
        head, end = css[end:start], closing_of(css, start)
        body = css[start + 1 : end - 1]
        comment = head[: head.rfind("*/") + 2] if "*/" in head else ""  # a licence
        head = head.removeprefix(comment)
        if head.startswith(("@media", "@supports")):
            inner = "".join(named_rules(body, words))
            yield comment + (f"{head}{{{inner}}}" if inner else "")
        elif head.startswith("@"):
            yield f"{comment}{head}{{{body}}}"
        else:
            named = [one for one in SELECTORS.split(head) if set(CLASS_IN_CSS.findall(NOT.sub("", one))) <= words]
            yield comment + (f"{','.join(named)}{{{body}}}" if named else "")


def closing_of(css: str, start: int) -> int:
    """Where the block that opens there ends, past its brace."""
    depth = 0
    for brace in BRACE_OR_STRING.finditer(css, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if not depth:
            return brace.end()
    raise LookupError("une accolade manque dans le style de Bootstrap")


def from_vendor(address: str) -> str:
    """An address written in static/theme.css, as static/vendor/app.css must write it."""
    return posixpath.relpath(address.strip(), "vendor")


def minified(css: str) -> str:
    """The same rules without comments nor layout; what stands between quotes is left alone."""
    css = without_comments(css)
    parts, end = [], 0
    for kept in CSS_STRING_OR_COMMENT.finditer(css):
        parts += [without_layout(css[end : kept.start()]), kept[0]]
        end = kept.end()
    return "".join([*parts, without_layout(css[end:])]).strip()


def without_comments(css: str) -> str:
    """Comments out, but for those that carry a licence."""
    return CSS_STRING_OR_COMMENT.sub(
        lambda found: "" if found[0].startswith("/*") and not found[0].startswith("/*!") else found[0], css
    )


def without_layout(css: str) -> str:
    """Spaces that say nothing out."""
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", css))


def licences() -> str:
    """The licence of each part that is served."""
    return "\n\n".join(
        f"==== {name} ====\n\n{(MODULES / name / 'LICENSE').read_text(encoding='utf-8')}" for name in LICENSED
    )


if __name__ == "__main__":
    sys.exit(main())
