"""The colours and icons a group may take (design: group colours are keys of the palette)."""

from collections.abc import Collection, Sequence

HUES = ("raspberry", "orange", "violet", "blue", "teal", "ochre", "green", "plum", "slate", "ink")

# The same on paper: what `--group` is on a light screen (static/theme.css).
ON_PAPER = dict(
    zip(
        HUES,
        (
            "#b8265f", "#b44408", "#6a45c4", "#136aab", "#08766a",
            "#7d6200", "#3c7619", "#8e3a9e", "#575e6c", "#1d1b2e",
        ),
        strict=True,
    )
)  # fmt: skip

ICONS = (
    "house-heart",
    "rocket-takeoff",
    "people",
    "bar-chart-line",
    "key",
    "megaphone",
    "easel",
    "flower1",
    "piggy-bank",
    "building",
    "book",
    "bicycle",
    "brush",
    "chat-dots",
    "cup-hot",
    "globe",
    "heart",
    "laptop",
    "lightbulb",
    "music-note-beamed",
    "palette",
    "puzzle",
    "sun",
    "tools",
    "tree",
    "universal-access",
)

HUE_NAMES = dict(
    zip(
        HUES,
        ("Framboise", "Orange", "Violet", "Bleu", "Bleu canard", "Ocre", "Vert", "Prune", "Ardoise", "Encre"),
        strict=True,
    )
)

ICON_NAMES = dict(
    zip(
        ICONS,
        (
            "Maison", "Fusée", "Personnes", "Graphique", "Clé", "Porte-voix", "Chevalet", "Fleur", "Tirelire",
            "Bâtiment", "Livre", "Vélo", "Pinceau", "Bulle", "Tasse", "Globe", "Cœur", "Ordinateur", "Ampoule",
            "Musique", "Palette", "Puzzle", "Soleil", "Outils", "Arbre", "Accès pour tous",
        ),
        strict=True,
    )
)  # fmt: skip

# What a group takes when nobody chose, by its place in the list (design §3).
DEFAULTS = tuple(zip(HUES[:9], ICONS[:9], strict=True))


def free_among(choices: Sequence[str], taken: Collection[str]) -> str:
    """The first that no group has, else the first."""
    return next((choice for choice in choices if choice not in taken), choices[0])


def default_of(position: int, working_group: bool) -> tuple[str, str]:
    """Hue and icon of the group at a place counted from 1; bodies are ink."""
    return DEFAULTS[(position - 1) % len(DEFAULTS)] if working_group else ("ink", "building")
