"""In: an environment's folder and a layout. Out: a scratch home in which its programs find that look.

Settings are files that are there before the first program starts: nothing is changed on a running desktop, so
nothing flashes, and no first-run question is asked. In the catalogue ``dot-config`` stands for ``.config``.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from string import Template

from ppagent.desktop import wallpaper as paint
from ppagent.desktop.layout import Layout, Wallpaper
from ppagent.errors import CardError

_FILLED = {".xml", ".rc"}
"""Only these are templates; a ``$`` anywhere else is the user's."""
_PANEL_PLACES = {"top": 6, "bottom": 8}


def write_home(
    folder: Path, home: Path, inside: Path, layout: Layout, size_px: tuple[int, int], scale: float
) -> None:
    """Fill a new home.

    Args:
        folder: the environment's; its ``home/`` is copied, its ``documents/`` chosen from.
        home: where; exists.
        inside: what the desktop's programs see it as.
        layout: the look.
        size_px: of the screen, for wallpapers.
        scale: physical px per logical px.

    Raises:
        CardError: a template names something that is not in `settings`.
    """
    picture = _wallpaper_file(layout.wallpaper, home, size_px)
    if picture is not None and picture.is_relative_to(home):
        picture = inside / picture.relative_to(home)
    values = settings(layout, scale, picture)
    for source in sorted(path for path in (folder / "home").rglob("*") if path.is_file()):
        parts = source.relative_to(folder / "home").parts
        target = home.joinpath(
            *(part.replace("dot-", ".", 1) if part.startswith("dot-") else part for part in parts)
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix not in _FILLED:
            shutil.copyfile(source, target)
            continue
        try:
            target.write_text(
                Template(source.read_text(encoding="utf-8")).substitute(values), encoding="utf-8"
            )
        except (KeyError, ValueError) as error:
            raise CardError(
                f"{source}: {error}", f"a template may name: {', '.join(sorted(values))}"
            ) from error
    _write_documents(folder / "documents", home / "Documents", layout.documents)


def settings(layout: Layout, scale: float, wallpaper_file: Path | None) -> dict[str, str]:
    """What templates may name, as text."""
    whole = int(scale)
    first, second = (paint.rgb(colour) / 255 for colour in layout.wallpaper.colours)
    styles = {"across": 1, "down": 2}
    return {
        "gtk_theme": layout.theme.gtk,
        "frame_theme": _frames(layout, scale),
        "icon_theme": layout.theme.icons,
        "dark": str(layout.theme.dark).lower(),
        "font": f"{layout.font} {layout.font_size}",
        "title_font": f"{layout.font} Bold {layout.font_size}",
        "mono_font": f"DejaVu Sans Mono {layout.font_size}",
        "font_dpi": str(round(96 * scale / whole)),
        "scale": str(whole),
        "panel_place": str(_PANEL_PLACES[layout.panel]),
        "wallpaper": str(wallpaper_file or ""),
        "wallpaper_style": "5" if wallpaper_file else "0",
        "colour_style": str(styles.get(layout.wallpaper.kind, 0)),
        **{
            f"{name}{one}": f"{value:.6f}"
            for one, colour in ((1, first), (2, second))
            for name, value in zip("rgb", colour, strict=True)
        },
    }


def _frames(layout: Layout, scale: float) -> str:
    # Frames are made of pictures: only these come in larger sizes.
    if scale >= 2:
        return "Default-xhdpi"
    return "Default-hdpi" if scale > 1 else layout.theme.frames


def _wallpaper_file(wallpaper: Wallpaper, home: Path, size_px: tuple[int, int]) -> Path | None:
    if wallpaper.kind == "file" and Path(wallpaper.file).is_file():
        return Path(wallpaper.file)
    if wallpaper.kind not in {"hills", "blobs"}:
        return None
    import cv2

    draw = paint.hills if wallpaper.kind == "hills" else paint.blobs
    # Quickly packed: at 2560×1440 that is 0.1 s instead of 0.5.
    packing = [cv2.IMWRITE_PNG_COMPRESSION, 1]
    file = home / ".local/share/wallpaper.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    picture = draw(size_px, wallpaper.colours, wallpaper.seed)
    cv2.imwrite(str(file), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), packing)
    return file


def _write_documents(pool: Path, target: Path, seed: int | None) -> None:
    target.mkdir(exist_ok=True)
    files = sorted(path for path in pool.glob("*") if path.is_file())
    if seed is not None and files:
        dice = random.Random(seed)
        files = dice.sample(files, dice.randint(1, len(files)))
    for file in files:
        shutil.copyfile(file, target / file.name)
