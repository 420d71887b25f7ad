"""In: nothing. Out: where fonts, icons and words come from, by package and name, with their licences and side of the split."""

from __future__ import annotations

from typing import NamedTuple

WORDS = "wamerican", "usr/share/dict/american-english"
"""Debian package of the word list (public domain, SCOWL) and the file in it."""


class FontSource(NamedTuple):
    """A package of fonts: its name, its licence, the files used of it without their endings, and its side."""

    package: str
    licence: str
    files: tuple[str, ...]
    held_out: bool = False


DEBIAN_FONTS = (
    FontSource("fonts-croscore", "Apache-2.0", ("Arimo-Regular", "Arimo-Bold", "Cousine-Regular", "Tinos-Regular")),
    FontSource("fonts-cabin", "OFL-1.1", ("Cabin-Regular",)),
    FontSource("fonts-cantarell", "OFL-1.1", ("Cantarell-Regular", "Cantarell-Bold")),
    FontSource("fonts-comfortaa", "OFL-1.1", ("Comfortaa-Regular",)),
    FontSource("fonts-dejavu-core", "Bitstream Vera",
               ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono", "DejaVuSansMono-Bold", "DejaVuSerif")),
    FontSource("fonts-dejavu-extra", "Bitstream Vera", ("DejaVuSansCondensed",)),
    FontSource("fonts-ebgaramond", "OFL-1.1", ("EBGaramond12-Regular",)),
    FontSource("fonts-firacode", "OFL-1.1", ("FiraCode-Regular",)),
    FontSource("fonts-freefont-ttf", "GPL-3+ with font exception", ("FreeSans", "FreeSerif", "FreeMono")),
    FontSource("fonts-inter", "OFL-1.1", ("Inter-Regular", "Inter-Medium", "Inter-SemiBold", "Inter-Bold")),
    FontSource("fonts-jetbrains-mono", "OFL-1.1", ("JetBrainsMono-Regular",)),
    FontSource("fonts-liberation", "GPL-2 with font exception",
               ("LiberationSans-Regular", "LiberationSans-Bold", "LiberationSans-Italic", "LiberationSansNarrow-Regular",
                "LiberationSerif-Regular", "LiberationSerif-Bold", "LiberationMono-Regular", "LiberationMono-Bold")),
    FontSource("fonts-urw-base35", "AGPL-3 with font exception",
               ("NimbusSans-Regular", "NimbusSans-Bold", "NimbusRoman-Regular", "P052-Roman", "URWGothic-Book", "URWBookman-Light")),
    FontSource("fonts-noto-mono", "OFL-1.1", ("NotoMono-Regular",)),
    FontSource("fonts-noto-core", "OFL-1.1",
               ("NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic", "NotoSerif-Regular", "NotoSerif-Bold")),
    FontSource("fonts-open-sans", "Apache-2.0", ("OpenSans-Regular", "OpenSans-Semibold", "OpenSans-Bold", "OpenSans-Light")),
    FontSource("fonts-play", "OFL-1.1", ("Play-Regular",)),
    FontSource("fonts-quicksand", "OFL-1.1", ("Quicksand-Medium",)),
    FontSource("fonts-roboto-unhinted", "Apache-2.0",
               ("Roboto-Regular", "Roboto-Medium", "Roboto-Bold", "Roboto-Light", "RobotoCondensed-Regular")),
    FontSource("fonts-crosextra-caladea", "Apache-2.0", ("Caladea-Regular",)),
    FontSource("fonts-lato", "OFL-1.1", ("Lato-Regular", "Lato-Bold"), held_out=True),
    FontSource("fonts-crosextra-carlito", "OFL-1.1", ("Carlito-Regular",), held_out=True),
    FontSource("fonts-hack", "MIT and Bitstream Vera", ("Hack-Regular",), held_out=True),
)  # fmt: skip

NPM_FONTS = (
    FontSource("@fontsource/nunito", "OFL-1.1", ("nunito-400", "nunito-600", "nunito-700")),
    FontSource("@fontsource/poppins", "OFL-1.1", ("poppins-400", "poppins-600", "poppins-700")),
    FontSource(
        "@fontsource/ibm-plex-sans", "OFL-1.1", ("ibm-plex-sans-400", "ibm-plex-sans-600"), held_out=True
    ),
    FontSource(
        "@fontsource/source-sans-3", "OFL-1.1", ("source-sans-3-400", "source-sans-3-600"), held_out=True
    ),
    FontSource("@fontsource/work-sans", "OFL-1.1", ("work-sans-400", "work-sans-600"), held_out=True),
)

ICON_FAMILIES = {
    "akar-icons": "MIT", "ant-design": "MIT", "basil": "CC-BY-4.0", "bi": "MIT", "bx": "MIT", "bxs": "MIT",
    "bytesize": "MIT", "carbon": "Apache-2.0", "charm": "MIT", "ci": "CC-BY-4.0", "cil": "CC-BY-4.0", "clarity": "MIT",
    "codicon": "CC-BY-4.0", "ep": "MIT", "eva": "MIT", "f7": "MIT", "fa-solid": "CC-BY-4.0", "fa6-solid": "CC-BY-4.0",
    "fad": "CC-BY-4.0", "fe": "MIT", "feather": "MIT", "flowbite": "MIT", "fluent": "MIT", "fluent-mdl2": "MIT",
    "fontisto": "MIT", "gg": "MIT", "gis": "CC-BY-4.0", "gravity-ui": "MIT", "grommet-icons": "Apache-2.0",
    "heroicons": "MIT", "hugeicons": "MIT", "humbleicons": "MIT", "ic": "Apache-2.0", "icon-park-outline": "Apache-2.0",
    "iconamoon": "CC-BY-4.0", "iconoir": "MIT", "ion": "MIT", "ix": "MIT", "jam": "MIT", "la": "Apache-2.0",
    "lets-icons": "CC-BY-4.0", "lucide": "ISC", "mage": "Apache-2.0", "majesticons": "MIT",
    "material-symbols": "Apache-2.0", "mdi": "Apache-2.0", "memory": "Apache-2.0", "mingcute": "Apache-2.0",
    "mynaui": "MIT", "octicon": "MIT", "oi": "MIT", "ooui": "MIT", "pajamas": "MIT", "pepicons-pop": "CC-BY-4.0",
    "ph": "MIT", "pixelarticons": "MIT", "prime": "MIT", "proicons": "MIT", "qlementine-icons": "MIT", "quill": "MIT",
    "radix-icons": "MIT", "ri": "Apache-2.0", "sidekickicons": "MIT", "solar": "CC-BY-4.0", "stash": "MIT",
    "streamline": "CC-BY-4.0", "system-uicons": "Unlicense", "tabler": "MIT", "tdesign": "MIT", "teenyicons": "MIT",
    "uil": "Apache-2.0", "uiw": "MIT", "vaadin": "Apache-2.0", "weui": "MIT", "zondicons": "MIT",
}  # fmt: skip
"""Packages ``@iconify-json/<name>`` of npm, and their licences."""
HELD_FAMILIES = frozenset({"bi", "carbon", "solar"})


class ThemeSource(NamedTuple):
    """A Debian package of icon themes: its name, its licence, the themes used of it, and its side."""

    package: str
    licence: str
    themes: tuple[str, ...]
    held_out: bool = False


# Not elementary-xfce and Adwaita: ppagent is measured on desktops that show them.
ICON_THEMES = (
    ThemeSource("papirus-icon-theme", "GPL-3", ("Papirus", "Papirus-Dark")),
    ThemeSource("breeze-icon-theme", "LGPL-3+", ("breeze", "breeze-dark")),
    ThemeSource("tango-icon-theme", "public domain", ("Tango",)),
    ThemeSource("gnome-icon-theme", "LGPL-3 or CC-BY-SA-3.0", ("gnome",)),
    ThemeSource("oxygen-icon-theme", "LGPL-3+", ("oxygen",)),
    ThemeSource("mate-icon-theme", "LGPL-3+ and CC-BY-SA-3.0", ("mate", "menta")),
    ThemeSource("faenza-icon-theme", "GPL-3", ("Faenza",), held_out=True),
)
