"""Notes in Markdown as the blocks of a document: the same reading as on screen."""

from collections.abc import Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from workspace.documents.tree import Block, Code, Heading, Items, Paragraph, Quote, Run, Table

# No raw HTML comes in.
PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
DEEPEST = 6  # levels of lists and quotations; what is deeper stands beside
MARKS = {"strong": "bold", "em": "italic", "s": "struck"}
SAFE = ("http://", "https://", "mailto:", "tel:")


def blocks(text: str, level: int = 2) -> list[Block]:
    """Its headings come under one of the document's: `level` is that of the highest."""
    tokens = PARSER.parse(text or "")
    found = _blocks(SyntaxTreeNode(tokens).children, 1)
    return _without_gaps(found, level)


def text_only(text: str) -> str:
    """One line without marks."""
    return " ".join(run.text.strip() for block in blocks(text) for run in _runs_in(block)).strip()


def _runs_in(block: Block) -> list[Run]:
    match block:
        case Heading(runs=runs) | Paragraph(runs=runs):
            return runs
        case Items(items=items):
            return [run for item in items for one in item for run in _runs_in(one)]
        case Quote(blocks=inner):
            return [run for one in inner for run in _runs_in(one)]
        case Code(text=text):
            return [Run(text)]
        case Table(headers=headers, rows=rows):
            return [run for row in [headers, *rows] for cell in row for run in cell]
    return []


def _without_gaps(found: list[Block], level: int) -> list[Block]:
    """Headings whose levels follow each other, the highest at `level`: a reader who jumps by headings misses none."""
    used = sorted({block.level for block in found if isinstance(block, Heading)})
    ranks = {old: min(level + rank, 6) for rank, old in enumerate(used)}
    kept, last = [], level - 1
    for block in found:
        if isinstance(block, Heading):
            last = min(ranks[block.level], last + 1)
            block = replace(block, level=last)
        kept.append(block)
    return kept


def _blocks(nodes: Sequence[SyntaxTreeNode], depth: int) -> list[Block]:
    return [block for node in nodes for block in _block(node, depth)]


def _block(node: SyntaxTreeNode, depth: int) -> list[Block]:
    match node.type:
        case "heading" if depth == 1:
            return [Heading(_inline(node), int(node.tag[1]))]
        case "paragraph" | "heading":
            return [Paragraph(_inline(node))]
        case "bullet_list" | "ordered_list" if depth < DEEPEST:
            first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
            return [Items([_blocks(item.children, depth + 1) for item in node.children], first)]
        case "blockquote" if depth < DEEPEST:
            return [Quote(_blocks(node.children, depth + 1))]
        case "fence" | "code_block":
            return [Code(node.content.rstrip("\n"))]
        case "table":
            return [_table(node)]
    return _blocks(node.children, depth)  # too deep, or a rule, which says nothing


def _table(node: SyntaxTreeNode) -> Table:
    head, *rows = [row for part in node.children for row in part.children]
    headers = [_inline(cell) for cell in head.children]
    body = [[_inline(cell) for cell in row.children] for row in rows]
    return Table(headers, body, [1] * len(headers))


def _inline(node: SyntaxTreeNode) -> list[Run]:
    tokens = [token for child in node.children if child.token for token in child.token.children or []]
    found: list[Run] = []
    look: dict[str, int] = dict.fromkeys(MARKS.values(), 0)
    links: list[str] = []
    for token in tokens:
        _read(token, look, links, found)
    return found


def _read(token: Token, look: dict[str, int], links: list[str], found: list[Run]) -> None:
    name, _, side = token.type.rpartition("_")
    if name in MARKS:
        look[MARKS[name]] += 1 if side == "open" else -1
    elif name == "link" and side == "open":
        address = str(token.attrs.get("href", ""))
        links.append(address if address.startswith(SAFE) else "")
    elif name == "link":
        links.pop()
    elif token.type in ("softbreak", "hardbreak"):
        found.append(Run("\n"))
    elif token.content:  # a picture is its alternative text
        styles = {style: number > 0 for style, number in look.items()}
        found.append(Run(token.content, code=token.type == "code_inline", link=links[-1] if links else "", **styles))
