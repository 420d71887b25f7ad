"""In: a random generator. Out: the style sheet of a page: whose widgets it imitates, colours, letters, room."""

from __future__ import annotations

import colorsys
import random
from dataclasses import dataclass
from pathlib import Path

from ppagent.train.web.assets import FOLDER, font_faces

KINDS = ("plain", "framed", "material", "flat", "retro", "soft", "line", "tool")
"""Whose widgets: the browser's own, Bootstrap's manner, Material's, without borders, bevelled, round, underlined, desktop tools."""
SYSTEM_FONTS = (
    "DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono", "Nimbus Sans", "Nimbus Roman", "Noto Sans", "Noto Serif", "Noto Mono",
    "Noto Sans Display", "URW Gothic", "URW Bookman", "P052", "C059", "Nimbus Sans Narrow", "Nimbus Mono PS", "sans-serif", "serif",
)  # fmt: skip
HELD_FONTS = ("URW Bookman", "Noto Serif", "nunito", "ubuntu")
"""Only for evaluation."""


@dataclass(frozen=True, slots=True)
class Look:
    """A style sheet and what it was made of."""

    kind: str
    dark: bool
    font: str
    px: int
    css: str


def _hex(hue: float, light: float, strong: float) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue % 1, light, strong))


def choose(rng: random.Random, *, held: bool = False, small: bool = False, folder: Path = FOLDER) -> Look:
    """A look of its own: ``small`` for pages that are some 160 px wide."""
    kind = "plain" if small and rng.random() < 0.45 else rng.choice(KINDS)
    dark = rng.random() < 0.3 and kind not in {"plain", "retro"}
    hue, tint = rng.random(), rng.choice([0.0, 0.0, 0.05, 0.15])
    faces = dict(font_faces(folder))
    names = [name for name in [*SYSTEM_FONTS, *list(faces) * 2] if (name in HELD_FONTS) == held]
    if kind == "plain" and not held and rng.random() < 0.6:
        names = ["sans-serif", "serif", "DejaVu Sans", "Nimbus Sans", "Nimbus Sans"]
    font = rng.choice(names)
    px = rng.choice([9, 10, 10, 11, 12, 13] if small else [11, 12, 13, 13, 14, 14, 15, 16, 16, 18])
    room = rng.choice([2, 3, 4] if small else [3, 5, 6, 8, 10])
    round_px = {"plain": 0, "retro": 0, "line": 0, "tool": 2, "soft": rng.choice([8, 12, 18])}.get(
        kind, rng.choice([0, 2, 4, 6])
    )
    paper = rng.choice([0.06, 0.1, 0.14, 0.2]) if dark else rng.choice([1, 1, 1, 0.98, 0.96, 0.93])
    card = min(1, paper + 0.05) if dark else rng.choice([1, paper, paper - 0.03])
    ink = rng.choice([0.97, 0.9, 0.82]) if dark else rng.choice([0, 0.1, 0.2, 0.27])
    colours = {
        "paper": _hex(hue, paper, tint), "card": _hex(hue, card, tint), "ink": _hex(hue, ink, 0.1),
        "faint": _hex(hue, 0.62 if dark else rng.choice([0.38, 0.46]), 0.08),
        "edge": _hex(hue, 0.32 if dark else rng.choice([0.6, 0.72, 0.8, 0.87]), tint),
        "main": _hex(hue + rng.choice([0, 0.1, 0.5]), rng.uniform(0.55, 0.68) if dark else rng.uniform(0.3, 0.48), rng.uniform(0.45, 0.95)),
        "onmain": "#101014" if dark else "#ffffff", "wash": _hex(hue, 0.26 if dark else 0.91, rng.choice([0.1, 0.4])),
        "bar": _hex(hue, rng.choice([0.16, 0.24]) if dark else rng.choice([0.2, 0.35, 0.9, 0.95]), rng.choice([0.1, 0.5])),
    }  # fmt: skip
    light_bar = (
        int(colours["bar"][1:3], 16) + int(colours["bar"][3:5], 16) + int(colours["bar"][5:7], 16) > 380
    )
    colours["onbar"] = "#16181c" if light_bar else "#f4f4f6"
    variables = ";".join(f"--{name}:{value}" for name, value in colours.items())
    css = (
        faces.get(font, "")
        + f":root{{{variables};--room:{room}px;--round:{round_px}px;color-scheme:{'dark' if dark else 'light'}}}"
        + f"html{{font:{px}px/{rng.choice([1.25, 1.35, 1.5])} '{font}',sans-serif}}".replace(
            "'sans-serif'", "sans-serif"
        ).replace("'serif'", "serif")
        + (_BASE + (_OWN if kind != "plain" else _PLAIN) + _MORE.get(kind, "")).replace("\n", "")
    )
    if kind not in {"plain", "retro"} and rng.random() < 0.12:
        css += ".btn,.tab{text-transform:uppercase;letter-spacing:.04em}"
    if rng.random() < 0.3:
        css += "button,.btn{font-weight:700}"
    return Look(kind, dark, font, px, css)


_BASE = """
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink)}
body.pad{padding:calc(var(--room)*2)}
h1{font-size:1.7em;margin:.4em 0}h2{font-size:1.3em;margin:.5em 0}h3{font-size:1.08em;margin:.4em 0}p{margin:.4em 0}
button,input,select,textarea{font:inherit}a{color:var(--main)}
svg{vertical-align:-.12em;pointer-events:none}.art svg{vertical-align:top}
.rowx{display:flex;gap:var(--room);align-items:center}.wrap{flex-wrap:wrap}.grow{flex:1;min-width:0}.col{display:flex;flex-direction:column;gap:var(--room)}
.between{justify-content:space-between}.center{justify-content:center;text-align:center}
.card{background:var(--card);border:1px solid var(--edge);border-radius:var(--round);padding:calc(var(--room)*2)}
.bar{background:var(--bar);color:var(--onbar);padding:var(--room) calc(var(--room)*2);display:flex;gap:calc(var(--room)*1.5);align-items:center}
.bar a,.bar .ib{color:inherit;background:none}.faint{color:var(--faint)}.small{font-size:.86em}
.field{display:flex;flex-direction:column;gap:2px;margin-bottom:var(--room)}.field.side{flex-direction:row;align-items:center;gap:var(--room)}
.side>label:first-child{width:9em;flex:none}
label{cursor:default}.check{display:inline-flex;gap:.4em;align-items:center;padding:2px 0}
.list{list-style:none;margin:0;padding:0}.list>*{padding:var(--room);border-bottom:1px solid var(--edge)}
table{border-collapse:collapse}th,td{padding:var(--room);text-align:left}thead th{border-bottom:2px solid var(--edge)}td{border-bottom:1px solid var(--edge)}
.striped tbody tr:nth-child(even){background:var(--wash)}.grid td,.grid th{border:1px solid var(--edge)}
.tabs{display:flex;gap:2px;border-bottom:1px solid var(--edge)}
.tab{background:none;border:0;color:inherit;padding:var(--room) calc(var(--room)*2);border-bottom:3px solid transparent}
.tab[aria-selected=true]{border-color:var(--main);color:var(--main)}
.menu{background:var(--card);color:var(--ink);border:1px solid var(--edge);box-shadow:0 4px 12px #0005;padding:4px 0;position:absolute;z-index:20;min-width:9em;border-radius:var(--round)}
.menu>*{display:flex;gap:.6em;align-items:center;padding:calc(var(--room)*.7 + 1px) 1em;width:100%;border:0;background:none;color:inherit;text-align:left;white-space:nowrap}
.menu>hr{height:1px;padding:0;margin:3px 0;background:var(--edge)}.menu>[aria-disabled=true]{color:var(--faint)}
.menu .keys{margin-left:auto;padding-left:2em;color:var(--faint)}.menu>:not(hr):hover,.hot{background:var(--wash)}
.dim{position:fixed;inset:0;background:#0007;z-index:30;display:flex;align-items:center;justify-content:center}
.dialog{background:var(--card);border:1px solid var(--edge);border-radius:var(--round);padding:calc(var(--room)*2);max-width:86%;box-shadow:0 6px 30px #0006}
.sw{width:2.6em;height:1.4em;border-radius:1em;border:1px solid var(--edge);background:var(--edge);position:relative;padding:0;flex:none}
.sw::after{content:'';position:absolute;left:.1em;top:.1em;width:1.1em;height:1.1em;border-radius:50%;background:#fff}
.sw[aria-checked=true]{background:var(--main)}.sw[aria-checked=true]::after{left:auto;right:.1em}
.ib{border:0;background:none;color:inherit;padding:calc(var(--room)*.6);font-size:1.25em;line-height:1;border-radius:var(--round)}
.badge{background:var(--main);color:var(--onmain);border-radius:1em;padding:0 .5em;font-size:.8em}
.on,[aria-current=page],[aria-selected=true]:not(.tab):not(td),[aria-pressed=true]{background:var(--wash)}
.lit svg,.lit svg>:not([stroke=none]){fill:currentColor}[data-rate]:not(.lit) svg{opacity:.55}
.bold{font-weight:700}.right{margin-left:auto}.art{display:block;line-height:0}
.note{background:#fff8b0;color:#222;padding:4px 6px}.hide,[hidden]{display:none!important}
"""
_PLAIN = ".btn{padding:1px 6px}.nav a{display:block;padding:2px}"
_OWN = """
.btn{background:var(--card);color:var(--ink);border:1px solid var(--edge);border-radius:var(--round);padding:calc(var(--room)*.8) calc(var(--room)*1.8)}
.btn.main{background:var(--main);color:var(--onmain);border-color:var(--main)}.btn:disabled{opacity:.45}
.input{background:var(--card);color:var(--ink);border:1px solid var(--edge);border-radius:var(--round);padding:calc(var(--room)*.8)}
.input:focus{outline:2px solid var(--main)}.nav a{display:block;padding:var(--room);text-decoration:none;color:inherit;border-radius:var(--round)}
.nav a[aria-current=page]{background:var(--main);color:var(--onmain)}
input[type=checkbox],input[type=radio],input[type=range]{accent-color:var(--main)}
"""
_MORE = {
    "framed": "select.input{appearance:auto}.btn{font-weight:500}",
    "material": """.input{border:0;border-bottom:2px solid var(--edge);background:var(--wash);border-radius:4px 4px 0 0}
.btn{border:0;box-shadow:0 1px 3px #0006}.card{border:0;box-shadow:0 1px 4px #0005}.sw{height:1em}.sw::after{top:-.15em}""",
    "flat": ".btn,.card{border-color:transparent}.btn{background:var(--wash)}.input{background:var(--wash);border-color:transparent}",
    "retro": """.btn,.input,.card,.dialog{border:2px outset #ddd;border-radius:0;background:#d4d0c8;color:#000}.input{border-style:inset;background:#fff}
.btn.main{background:#d4d0c8;color:#000;font-weight:700;border-color:#ddd}a{color:#00c}.tab{border:2px outset #ddd;background:#d4d0c8;color:#000}""",
    "soft": ".btn{border-radius:2em}.input{border-radius:2em;padding-left:1em;padding-right:1em}textarea.input{border-radius:1em}",
    "line": ".input{border:0;border-bottom:1px solid var(--ink);background:none}.btn{border-width:2px;border-color:currentColor}.btn.main{background:none;color:var(--main)}",
    "tool": ".btn,.input{padding:2px 6px}.btn{background:linear-gradient(var(--card),var(--wash))}",
}
