"""Episodes of real change on rendered web pages: the data of the paired study of P-frames.

``python benchmarks/temporal_pages.py OUT [--pages N --seed S --contact SHEET.png]``

In: HTML documents of this machine (`SHELVES`) and the application-like pages of `APPS`, at 1024×768 or 1280×800 CSS pixels, scale 1,
in headless Chromium. Out: ``OUT/frames/*.png`` (lossless, named by their pixels, so episodes share them) and ``OUT/index.json``:

- ``pages[id]``: ``source``, ``shelf``, ``sha256`` of the HTML, ``size`` (width, height). The page is the cluster of the statistics.
- ``episodes[]``: ``id``, ``kind`` (panel, menu, typing, toggle, long, scroll), ``detail``, ``page``, ``size`` and ``frames[]``.
- a frame: ``file``, ``asked`` (the last one; in ``long`` every one from the third on), ``changed_blocks`` (share of the 32-px blocks
  that differ from the frame before, null on the first) and at most six ``targets``.
- a target: ``text``, ``box`` [x0, y0, x1, y1) in frame px, and whether any pixel of the box changed since the previous frame
  (``changed_last``), in any step of the episode (``changed_ever``), or differs from the first frame (``changed_first``);
  ``blocks_last`` is the share of the 32-px blocks under the box that changed in the last step.

A target is a whole text of the DOM in printable ASCII, 3 to 30 characters, on one line, unclipped, hit by `elementFromPoint` at nine
points of its box, and found only once among the texts on the screen. The same seed on the same machine gives the same files.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import html
import io
import json
import os
import random
import select
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from typing_extensions import Self

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

SIZES = (1024, 768), (1280, 800)
BLOCK = 32
MOST_TARGETS = 6
# a page whose picture is larger (photographs, dense code) is left out: the set must stay small
HEAVIEST_BYTES = 65_000
MOST_BYTES = 13_600_000  # of all pictures
LEAST_TARGETS = 8
LEAST_CONTRAST = (
    60  # between the darkest and the lightest pixel of a target's box: text that nobody sees is no target
)
SECONDS = 30.0

RUST = "~/.rustup/toolchains/stable-*/share/doc/rust/html"
SHELVES: dict[str, tuple[int, tuple[str, ...]]] = {  # kind of document: at most so many, where they lie
    "mdbook": (
        18,
        tuple(
            f"{RUST}/{book}/**/*.html"
            for book in (
                "book",
                "reference",
                "nomicon",
                "cargo",
                "rustc",
                "edition-guide",
                "embedded-book",
                "clippy",
            )
        ),
    ),
    "rustdoc": (11, (f"{RUST}/std/*/*.html", f"{RUST}/alloc/**/*.html", f"{RUST}/proc_macro/*.html")),
    "node": (9, ("/usr/share/doc/nodejs/api/*.html",)),
    "npm": (11, ("/usr/lib/node_modules/npm/docs/output/**/*.html",)),
    "docbook": (8, ("/usr/share/doc/valgrind/html/*.html", "/usr/share/doc/shared-mime-info/**/*.html")),
    "libxslt": (7, ("/usr/share/doc/libxslt1-dev/**/*.html",)),
    "gtk-doc": (6, ("/usr/share/gtk-doc/html/**/*.html",)),
    "texinfo": (3, ("/usr/share/doc/libffi8/html/*.html",)),
    "sphinx": (1, ("~/.pyenv/versions/*/lib/python3.*/idlelib/help.html",)),
    "gettext": (2, ("/usr/share/gettext/projects/**/*.html",)),
    "other": (
        14,
        (
            "/usr/share/doc/[a-f]*/**/*.html",
            "/usr/share/doc/gcc*/**/*.html",
            "/usr/share/doc/libexpat*/**/*.html",
            "/usr/share/doc/libjs*/**/*.html",
            "/usr/share/doc/n[ei]*/**/*.html",
            "/usr/share/doc/[p-z]*/*.html",
            "/usr/lib/google-cloud-sdk/platform/**/docs/*.html",
        ),
    ),
}

# ---------------------------------------------------------------------------------------------------------------- what is shown


def listed(text: str) -> list[str]:
    return text.split(",")


PEOPLE = listed(
    "Ada Brandt,Bruno Keller,Carla Nunes,Dmitri Falk,Elena Rossi,Farid Haddad,Greta Olsen,Hugo Lambert,Ines Duarte,Jonas Weber,"
    "Katja Lind,Liam Byrne,Mona Saleh,Nils Berg,Olga Petrova,Paul Meyer,Rosa Vidal,Stefan Novak,Tara Quinn,Victor Hahn"
)
STATES = listed("Open,Closed,Pending,Overdue,Paid,Draft,Blocked,Shipped,Waiting,Approved,On hold,Rejected")
MENUS = {
    "File": "New window,Open recent,Save a copy,Export as PDF,Page setup,Print preview,Close tab",
    "Edit": "Undo typing,Redo,Cut,Copy link,Paste special,Find next,Select all rows",
    "View": "Zoom in,Zoom out,Full screen,Side panel,Status bar,Reader mode,Reset layout",
    "Insert": "Picture,Footnote,Page break,Text box,Formula,Hyperlink,Comment",
    "Tools": "Spelling,Word count,Macros,Extensions,Import data,Compare files,Options",
    "Account": "My profile,Billing,Team members,API tokens,Dark theme,Language,Sign out",
    "Help": "User guide,Keyboard shortcuts,Report a bug,Release notes,Check for updates,About",
}
SUBMENU = listed("As text file,As spreadsheet,As web page,To clipboard,To shared folder")
KEYS = listed("Ctrl+N,Ctrl+O,Ctrl+S,F5,F11,Alt+Left,Ctrl+F,Del")
PANELS = {  # shape: title, body, buttons (the last one closes)
    "cookies": [
        ("We value your privacy", "This site stores cookies to remember your choices.", "Settings,Reject all,Accept all"),
        ("Cookie notice", "By going on you agree to the use of cookies for statistics.", "Learn more,I understand"),
    ],
    "dialog": [
        ("Unsaved changes", "Your last edits were not written to disk. Keep them?", "Discard,Cancel,Save changes"),
        ("Sign in to continue", "<input placeholder='E-mail address'><input placeholder='Pass phrase'>", "Forgot?,Log in"),
        ("Delete 3 items?", "They will be moved to the bin and stay there for 30 days.", "Keep,Move to bin"),
        ("Connection lost", "The server did not answer in time. Trying again in 20 s.", "Work offline,Retry now"),
    ],
    "toast": [
        ("Update available", "Version 4.2 is ready to install.", "Later,Restart"),
        ("New message", "Carla: are we still on for lunch?", "Reply,Dismiss"),
        ("Backup finished", "1,204 files were copied in 38 s.", "Show log,Okay"),
    ],
    "drawer": [
        ("Filters", "<label><input type=checkbox checked> Only unread</label><label><input type=checkbox> This week</label><input placeholder='Sender name'>", "Reset,Apply filters"),
        ("Shortcuts", "<p>Jump to line</p><p>Toggle outline</p><p>Next result</p><p>Previous result</p><p>Close window</p>", "Got it"),
    ],
    "card": [
        ("How was this page?", "<label><input type=radio name=q> Very helpful</label><label><input type=radio name=q> Not at all</label>", "Skip,Send answer"),
        ("Share this document", "<p>Copy address</p><p>Send by e-mail</p><p>Print two copies</p>", "Done"),
    ],
}  # fmt: skip
TABS = {
    "Outline": "Chapter list,Figures,Tables index,Footnotes",
    "Notes": "Check the second example,Ask Nils about the flag,Typo in the heading",
    "History": "Yesterday 14:05,Monday 09:12,Imported from disk,First version",
    "Options": "*Wrap long lines,*Show hidden marks,*Large print,*Warn before leaving",
    "Files": "report-final.odt,budget-2024.csv,logo-dark.svg,notes.txt",
}
APPS = {  # title; navigation; nouns of the rows; fields; settings; questions
    "mail": "Postbox|Inbox,Starred,Drafts,Sent mail,Archive,Spam folder|Weekly report,Invoice attached,Lunch on Friday,Travel plan,Server alarm,Draft contract|Recipient,Subject line,Reply to|Mark as read,Load pictures,Sign messages,Group by thread,Beep on new mail|How do I set a signature?,Why is my mailbox full?,Can I undo sending?",
    "shop": "Corner Store|Bestsellers,Kitchen,Garden tools,Lighting,Clearance,Gift cards|Oak table,Copper kettle,Wool blanket,Desk lamp,Tea set,Paper lantern|Delivery name,Street,Voucher code|Gift wrapping,Express delivery,Send newsletter,Save my basket,Leave at door|When will it arrive?,How do returns work?,Which cards are taken?",
    "tickets": "Tracker|My issues,All issues,Milestones,Components,Saved queries,Burndown|Login loop,Slow import,Broken icon,Wrong total,Missing label,Crash on exit|Summary,Assignee,Found in version|Notify watchers,Blocks release,Needs test,Reproducible,Customer visible|What is a duplicate?,Who may close an issue?,How are points counted?",
    "settings": "System Settings|Network,Bluetooth,Displays,Sound,Power,Date and time,Users|Ethernet card,Wireless card,Headset,Laser printer,Webcam,Touch pad|Host name,Domain,Proxy server|Airplane mode,Night light,Tap to click,Automatic login,Share this screen|Why is there no sound?,How do I add a printer?,Where are my fonts?",
    "bank": "Ledger Bank|Overview,Payments,Standing orders,Cards,Statements,Mailbox|Rent,Electricity,Groceries,Salary,Insurance,Gym|Payee,Account number,Purpose|Real-time transfer,Confirm by phone,Save as template,Repeat monthly,Show balance|How long does a transfer take?,What is my limit?,How do I block a card?",
    "calendar": "Day Planner|Today,Next week,Birthdays,Rooms,Holidays,Shared with me|Stand-up,Budget review,Dentist,Choir practice,Release call,Parents evening|Event title,Place,Invite guests|All-day event,Remind me early,Private entry,Repeat weekly,Show as busy|How do I share a calendar?,Can I print a month?,What is a room?",
    "files": "File Cabinet|Recent,Documents,Downloads,Pictures,Trash can,Network drive|budget.ods,thesis.tex,photo_041.jpg,setup.log,readme.md,backup.tar|New name,Owner,Comment|Show hidden files,Follow links,Sort folders first,Single click,Ask before delete|What is a link?,How do I restore a file?,Why is a file locked?",
    "clinic": "Ward Desk|Patients,Appointments,Laboratory,Prescriptions,Referrals,Reports|Blood count,X-ray chest,Check-up,Vaccination,Physiotherapy,Eye test|Surname,Insurance number,Allergies|Fasting required,Wheelchair,Interpreter,Send reminder,First visit|How do I book a room?,Who sees the results?,What is a referral?",
    "music": "Tape Deck|Albums,Artists,Playlists,Radio,Podcasts,Recently added|Night Train,Blue Harbour,Glass Garden,Paper Moon,Slow River,Winter Song|Playlist name,Genre,Year|Shuffle songs,Crossfade,Equal loudness,Download covers,Skip silence|Why does it skip?,How do I import tapes?,What is crossfade?",
    "wiki": "Team Wiki|Start page,Handbook,Projects,Meeting notes,Templates,Recent edits|Onboarding,Release steps,Coding rules,Office map,Travel policy,Glossary|Page title,Keywords,Parent page|Watch this page,Minor edit,Lock page,Show outline,Allow comments|How do I move a page?,Who can edit?,What are templates?",
    "fleet": "Fleet Control|Vehicles,Drivers,Routes,Fuel,Workshops,Alerts|Van 12,Truck 7,Bus 31,Trailer 4,Crane 2,Taxi 18|Number plate,Driver,Mileage|Track position,Winter tyres,Night shift,Toll box,Needs service|How do I assign a route?,What means amber?,Where is the log?",
    "school": "Class Book|Timetable,Homework,Marks,Absences,Library,Canteen|Algebra II,World history,Chemistry lab,Art club,Geography,Swimming|Pupil,Teacher,Remark|Excused,Parents informed,Extra lesson,Field trip,Lab coat|How are marks weighted?,Where is room 204?,When is the exam?",
}
THEMES = [  # font, size, background, panel, text, line, accent, on the accent, radius
    ("DejaVu Sans", 13, "#f4f5f7", "#ffffff", "#1c2430", "#c9ced6", "#2563c9", "#ffffff", 4),
    ("Noto Sans", 14, "#ffffff", "#f6f8fa", "#24292f", "#d0d7de", "#1a7f37", "#ffffff", 6),
    ("Noto Sans", 13, "#23272e", "#2d323b", "#e3e6ea", "#454c57", "#4f9cf0", "#10151c", 3),
    ("DejaVu Serif", 14, "#fbf7ee", "#fffdf7", "#33291d", "#d8cbb4", "#8a4b12", "#ffffff", 0),
    ("DejaVu Sans", 12, "#dfe3e6", "#f0f2f3", "#101010", "#9aa4aa", "#345a78", "#ffffff", 2),
    ("Noto Sans", 15, "#f8f6ff", "#ffffff", "#2b2440", "#d9d2ee", "#6b3fd4", "#ffffff", 10),
    ("Noto Serif", 14, "#17191c", "#202327", "#d8d4cc", "#3a3f45", "#d9a441", "#1a1508", 5),
]  # fmt: skip
STILL = (
    "*,*::before,*::after{animation:none!important;transition:none!important;scroll-behavior:auto!important;caret-animation:manual!important}"
    "::highlight(pp){background:#ffe066;color:#000}"
)


def style(random_: random.Random) -> str:
    """The style sheet of one look: for a made page, or for the shadow root of a foreign widget."""
    font, size, back, panel, text, line, accent, on, radius = random_.choice(THEMES)
    pad = random_.choice((3, 5, 7))
    shadow = random_.choice(("box-shadow:0 2px 8px #0004", ""))
    return f"""{STILL}
*{{box-sizing:border-box}} [hidden]{{display:none!important}}
.pp{{font:{size}px/1.4 "{font}";color:{text};background:{back};margin:0}} .pp p{{margin:4px 0}}
.pp button,.pp input,.pp textarea{{font:inherit;color:{text};background:{panel};border:1px solid {line};border-radius:{radius}px;padding:{pad}px 9px}}
.pp button:hover{{border-color:{accent}}} .pp button.main{{background:{accent};color:{on};border-color:{accent}}}
.pp input:focus{{outline:2px solid {accent};outline-offset:-1px}} .pp input[type=checkbox],.pp input[type=radio]{{accent-color:{accent};margin:2px 6px 2px 0}}
.box{{background:{panel};border:1px solid {line};border-radius:{radius}px;padding:12px 14px;{shadow}}}
.box>b{{font-size:115%;display:inline-block;margin-bottom:6px}} .box label,.box input:not([type=checkbox],[type=radio]){{display:block;margin:5px 0}}
.row{{display:flex;gap:8px;align-items:center}} .end{{justify-content:flex-end;margin-top:10px}}
.bar{{display:flex;gap:4px;align-items:center;padding:5px 10px;background:{panel};border-bottom:1px solid {line}}} .bar b{{margin-right:14px}} .bar .gap{{flex:1}}
.bar button{{border-color:transparent;background:none}} .m{{position:relative}}
.pop{{position:absolute;top:100%;left:0;z-index:50;min-width:180px;background:{panel};border:1px solid {line};border-radius:{radius}px;padding:4px 0;{shadow}}}
.pop .item{{position:relative;display:flex;justify-content:space-between;gap:26px;padding:{pad}px 14px;white-space:nowrap;cursor:default}} .pop .item:hover{{background:{accent};color:{on}}}
.pop kbd{{font:inherit;opacity:.65}} .pop hr{{border:0;border-top:1px solid {line};margin:4px 0}}
.sub{{display:none;position:absolute;left:100%;top:-5px;background:{panel};color:{text};border:1px solid {line};padding:4px 0;{shadow}}} .item:hover>.sub{{display:block}}
.tabs{{display:flex;gap:2px;border-bottom:1px solid {line};margin-bottom:8px}} .tabs button{{border:0;border-radius:0;background:none}} .tabs [aria-selected=true]{{border-bottom:3px solid {accent};font-weight:bold}}
.main-area{{display:flex;min-height:calc(100vh - 86px)}} nav{{width:170px;padding:10px;border-right:1px solid {line}}} nav div{{padding:{pad}px 8px}} nav .on{{background:{accent};color:{on};border-radius:{radius}px}}
main{{flex:1;padding:12px 16px}} table{{border-collapse:collapse;width:100%;background:{panel}}} .pp td,.pp th{{border-bottom:1px solid {line};padding:{pad + 1}px 8px;text-align:left}} tr:has(:checked){{background:{accent}33}}
.form{{display:grid;grid-template-columns:150px 280px;gap:9px 12px;align-items:center;margin:10px 0}} .set{{display:flex;gap:4px;padding:{pad}px 6px;border-bottom:1px solid {line}}} .set:has(:checked){{background:{accent}22}}
details{{border:1px solid {line};background:{panel};margin:6px 0;padding:{pad}px 10px}} .status{{padding:5px 12px;border-top:1px solid {line};background:{panel};min-height:30px}}
"""


def menu_list(random_: random.Random, items: Sequence[str]) -> str:
    """The rows of a menu: some with a shortcut, one with a submenu."""
    rows, deep = [], random_.randrange(len(items))
    for i, item in enumerate(items):
        extra = f"<kbd>{random_.choice(KEYS)}</kbd>" if random_.random() < 0.35 else ""
        if i == deep:
            below = "".join(
                f"<div class=item role=menuitem><span>{one}</span></div>"
                for one in random_.sample(SUBMENU, 4)
            )
            extra = f"<kbd>›</kbd><div class=sub>{below}</div>"  # noqa: RUF001
        rows.append(
            f"<div class='item{' deep' * (i == deep)}' role=menuitem><span>{item}</span>{extra}</div>"
        )
        if random_.random() < 0.2:
            rows.append("<hr>")
    return "".join(rows)


def menu_button(random_: random.Random, name: str) -> str:
    rows = menu_list(random_, random_.sample(MENUS[name].split(","), 6))
    return f"<div class=m><button data-do=menu>{name}</button><div class=pop hidden>{rows}</div></div>"


def search_box(hint: str, kind: str, words: Sequence[str] = ()) -> str:
    listed = html.escape(json.dumps(list(words)), quote=True)
    return f"<div class=m><input type=text size=26 placeholder='{hint}' data-{kind}='{listed}'><div class='pop hints' hidden></div></div>"


def tool_bar(random_: random.Random, kind: str, words: Sequence[str]) -> str:
    """A bar as a browser extension or a reader puts it over a page: menus, a search field, a count."""
    menus = "".join(menu_button(random_, name) for name in random_.sample(list(MENUS), 4))
    return f"<div class='pp bar'><b>Reader bar</b>{menus}<div class=gap></div><span class=count></span>{search_box('Find in document', kind, words)}</div>"


def tab_box(random_: random.Random) -> str:
    names = random_.sample(list(TABS), 3)
    heads = "".join(
        f"<button data-do=tab role=tab aria-selected={'true' if i == 0 else 'false'}>{name}</button>"
        for i, name in enumerate(names)
    )
    panes = ""
    for i, name in enumerate(names):
        rows = "".join(
            f"<label class=set><input type=checkbox><span>{one[1:]}</span></label>"
            if one[0] == "*"
            else f"<p>{one}</p>"
            for one in TABS[name].split(",")
        )
        panes += f"<section {'hidden' * (i > 0)}>{rows}</section>"
    return f"<div class='pp box' style='width:100%'><div class=tabs>{heads}</div>{panes}<div class=count>Ready</div></div>"


def panel_box(random_: random.Random, shape: str) -> str:
    title, body, buttons = random_.choice(PANELS[shape])
    names = buttons.split(",")
    row = (
        "".join(f"<button>{name}</button>" for name in names[:-1])
        + f"<button class=main data-do=close>{names[-1]}</button>"
    )
    tall = "height:100vh;" if shape == "drawer" else ""
    return f"<div class='pp box' style='width:100%;{tall}'><b>{title}</b><div>{body}</div><div class='row end'>{row}</div></div>"


def app_page(name: str, random_: random.Random) -> str:
    """One application-like page: menu bar, navigation, tabs with a table, a form, settings and questions, a status line."""
    title, nav, nouns, fields, settings, questions = (part.split(",") for part in APPS[name].split("|"))
    rows = []
    for i, (noun, person) in enumerate(zip(nouns * 2, random_.sample(PEOPLE, 12), strict=True)):
        label = noun if i < len(nouns) else f"{noun} {random_.randint(2, 99)}"
        cells = (
            label,
            person,
            f"2024-{random_.randint(1, 12):02}-{random_.randint(1, 28):02}",
            f"{random_.uniform(4, 4000):,.2f}",
            random_.choice(STATES),
        )
        rows.append(
            "<tr><td><input type=checkbox></td>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
        )
    random_.shuffle(rows)
    head = "<th></th><th>Name</th><th>Contact</th><th>Date</th><th>Amount</th><th>State</th>"
    form = "".join(f"<span>{one}</span><input type=text placeholder='{one.lower()} …'>" for one in fields)
    panes = {
        random_.choice(("All entries", "List", "Table")): f"{search_box('Filter the list', 'filter')}<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows[: random_.randint(6, 9)])}</tbody></table>",
        random_.choice(("New entry", "Details", "Edit form")): f"<div class=form>{form}<span>Contact person</span>{search_box('start typing', 'suggest', PEOPLE)}</div>"
        "<div class=row><button class=main>Store</button><button>Clear form</button><button disabled>Attach file</button></div>",
        random_.choice(("Preferences", "Switches", "Rules")): "".join(f"<label class=set><input type=checkbox {'checked' * (random_.random() < 0.4)}><span>{one}</span></label>" for one in settings),
        random_.choice(("Questions", "Help desk", "Support")): "".join(f"<details><summary>{one}</summary><p>See the section on {random_.choice(nav).lower()}.</p><p>Still stuck? Write to {random_.choice(PEOPLE)}.</p></details>" for one in questions),
    }  # fmt: skip
    order = random_.sample(list(panes), len(panes))
    heads = "".join(
        f"<button data-do=tab role=tab aria-selected={'true' if i == 0 else 'false'}>{one}</button>"
        for i, one in enumerate(order)
    )
    body = "".join(f"<section {'hidden' * (i > 0)}>{panes[one]}</section>" for i, one in enumerate(order))
    chosen = random_.randrange(len(nav))
    side = (
        "<nav>"
        + "".join(f"<div class='{'on' * (i == chosen)}'>{one}</div>" for i, one in enumerate(nav))
        + "</nav>"
    )
    area = f"<main><div class=tabs>{heads}</div>{body}</main>"
    menus = "".join(menu_button(random_, one) for one in random_.sample(list(MENUS), 5))
    return (
        f"<!doctype html><meta charset=utf-8><title>{title[0]}</title><style>{style(random_)}</style><body class=pp>"
        f"<header class=bar><b>{title[0]}</b>{menus}<div class=gap></div><button class=main>Create new</button></header>"
        f"<div class=main-area>{area + side if random_.random() < 0.25 else side + area}</div><footer class='status count'>Ready</footer>"
    )


SCRIPT = r"""
window.pp = (() => {
  const norm = s => s.replace(/\s+/g, ' ').trim(), hosts = () => [...document.querySelectorAll('.pp-host')];
  const roots = () => [document, ...hosts().map(h => h.shadowRoot)];
  const deep = (x, y) => { let e = document.elementFromPoint(x, y); while (e && e.shadowRoot) { const d = e.shadowRoot.elementFromPoint(x, y); if (!d || d === e) break; e = d; } return e; };
  const within = (a, b) => { for (let n = b; n; n = n.parentNode || n.host) if (n === a) return true; return false; };
  const up = e => e.parentElement || (e.getRootNode().host || null);
  const shown = e => e.checkVisibility({opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true});
  const seen = r => r.width > 0 && r.height > 0 && r.right > 0 && r.bottom > 0 && r.left < innerWidth && r.top < innerHeight;
  const clear = (e, [x0, y0, x1, y1]) => [.08, .5, .92].every(u => [.15, .5, .85].every(v => within(e, deep(x0 + u * (x1 - x0), y0 + v * (y1 - y0)))));
  const unclipped = (e, [x0, y0, x1, y1]) => {
    for (let a = e; a; a = up(a)) { const s = getComputedStyle(a), r = a.getBoundingClientRect();
      if (a !== document.documentElement && a !== document.body && s.overflow !== 'visible' && s.display !== 'inline' && (x0 < r.left - 2 || y0 < r.top - 2 || x1 > r.right + 2 || y1 > r.bottom + 2)) return false; }
    return true; };
  function units() {
    const all = [], out = [];
    const offer = (text, e, r) => { const b = [Math.floor(r.left), Math.floor(r.top), Math.ceil(r.right), Math.ceil(r.bottom)];
      if (b[0] < 0 || b[1] < 0 || b[2] > innerWidth || b[3] > innerHeight || r.height < 8 || r.width < 8) return;
      if (!/^[ -&(-~]{3,30}$/.test(text) || (text.match(/[A-Za-z0-9]/g) || []).length < 2) return;
      if (clear(e, b) && unclipped(e, b)) out.push({text, box: b}); };
    for (const root of roots()) {
      const walk = document.createTreeWalker(root === document ? document.body : root, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        const t = walk.currentNode, e = t.parentElement, text = norm(t.data);
        if (!text || !e || /^(SCRIPT|STYLE|NOSCRIPT|OPTION|TEXTAREA)$/.test(e.tagName) || !shown(e)) continue;
        const range = document.createRange(); range.setStart(t, t.data.search(/\S/)); range.setEnd(t, t.data.trimEnd().length);
        const rects = [...range.getClientRects()].filter(r => r.width > 0 && r.height > 0);
        if (!rects.some(seen)) continue;
        all.push(text.toLowerCase());
        const s = getComputedStyle(e);
        if (rects.length !== 1 || norm(e.textContent) !== text || s.textTransform !== 'none' || s.fontVariantCaps !== 'normal' || s.textIndent.startsWith('-')) continue;
        if (s.whiteSpaceCollapse !== 'collapse' && t.data.trim() !== text) continue;
        const wide = e.closest('button,[role=button],[role=menuitem],[role=tab]'), whole = wide && norm(wide.textContent) === text;
        offer(text, whole ? wide : e, whole ? wide.getBoundingClientRect() : rects[0]);
      }
      for (const e of root.querySelectorAll('input')) {
        const r = e.getBoundingClientRect(), text = norm(e.value || e.placeholder || '');
        if (!/^(text|search|email|)$/.test(e.type) || !text || !shown(e) || !seen(r)) continue;
        all.push(text.toLowerCase()); if (e.scrollWidth <= e.clientWidth + 1) offer(text, e, r);
      }
    }
    const page = all.join('\n'), count = t => page.match(new RegExp('(?<![a-z0-9])' + t.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&') + '(?![a-z0-9])', 'g')).length;
    return out.filter(u => count(u.text) === 1);
  }
  function spots(selector) {
    const out = [];
    for (const root of roots()) for (const e of root.querySelectorAll(selector)) {
      const r = e.getBoundingClientRect(), x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
      if (shown(e) && seen(r) && x > 1 && y > 1 && x < innerWidth - 1 && y < innerHeight - 1 && within(e, deep(x, y))) out.push({x, y, text: norm(e.textContent)});
    }
    return out; }
  function find(word, box) {
    const ranges = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), low = word.toLowerCase();
    while (low && walk.nextNode()) { const t = walk.currentNode.data.toLowerCase(); for (let i = t.indexOf(low); i >= 0; i = t.indexOf(low, i + low.length)) {
      const r = new Range(); r.setStart(walk.currentNode, i); r.setEnd(walk.currentNode, i + low.length); ranges.push(r); } }
    CSS.highlights.set('pp', new Highlight(...ranges)); return `${ranges.length} matches`; }
  function wire(root) {
    const all = s => [...root.querySelectorAll(s)], say = t => all('.count').forEach(e => { e.textContent = t; });
    root.addEventListener('click', event => {
      const hit = event.target.closest('[data-do]'), what = hit && hit.dataset.do, item = event.target.closest('.item');
      const pop = what === 'menu' ? hit.nextElementSibling : null;
      if (item) say(`${norm(item.firstChild.textContent)} done`);
      all('.pop').forEach(p => { if (p !== pop) p.hidden = true; });
      if (pop) pop.hidden = !pop.hidden;
      if (what === 'close') root.host.remove();
      if (what === 'tab') { const tabs = [...hit.parentElement.children], panes = [...hit.parentElement.parentElement.querySelectorAll(':scope > section')];
        tabs.forEach((t, i) => { t.setAttribute('aria-selected', t === hit); panes[i].hidden = t !== hit; }); }
      if (what === 'fold') { event.preventDefault(); let e = hit; while (!e.nextElementSibling && e.parentElement !== document.body) e = e.parentElement;
        const level = +hit.tagName[1];
        for (let n = e.nextElementSibling; n && !(/^H[1-6]$/.test(n.tagName) && +n.tagName[1] <= level); n = n.nextElementSibling) n.style.display = n.style.display === 'none' ? '' : 'none'; }
    });
    root.addEventListener('change', () => { const c = all('input[type=checkbox]'); if (c.length) say(`${c.filter(e => e.checked).length} of ${c.length} selected`); });
    root.addEventListener('input', event => {
      const e = event.target, value = e.value.toLowerCase();
      if (e.dataset.find) say(find(value, e));
      if (e.dataset.filter) { const rows = all('tbody tr'); rows.forEach(r => { r.hidden = !r.textContent.toLowerCase().includes(value); }); say(`${rows.filter(r => !r.hidden).length} rows shown`); }
      if (e.dataset.suggest) { const fit = JSON.parse(e.dataset.suggest).filter(w => w.toLowerCase().includes(value)).slice(0, 7), pop = e.nextElementSibling;
        pop.innerHTML = fit.map(() => '<div class=item role=option></div>').join(''); [...pop.children].forEach((c, i) => { c.textContent = fit[i]; }); pop.hidden = !fit.length || !value; }
    }); }
  return { units, spots,
    start() { const s = document.createElement('style'); s.textContent = STILL; document.documentElement.append(s); wire(document); },
    put(inner, css, place) { const h = document.createElement('div'); h.className = 'pp-host'; h.style.cssText = `all:initial;position:fixed;z-index:2147483000;${place}`;
      const root = h.attachShadow({mode: 'open'}); root.innerHTML = `<style>${css}</style>${inner}`; document.documentElement.append(h); wire(root);
      const r = h.getBoundingClientRect(); h.style.left && (h.style.left = Math.max(0, Math.min(r.left, innerWidth - r.width - 2)) + 'px');
      h.style.top && (h.style.top = Math.max(0, Math.min(r.top, innerHeight - r.height - 2)) + 'px'); },
    drop() { hosts().forEach(h => h.remove()); },
    foldable() { document.querySelectorAll('h2,h3,h4').forEach(h => { h.dataset.do = 'fold'; }); },
  };
})();
"""

# ------------------------------------------------------------------------------------------------------------------ the browser


FLAGS = (
    "--headless --remote-debugging-pipe --disable-gpu --hide-scrollbars --disable-lcd-text --disable-smooth-scrolling --mute-audio "
    "--no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-quic "
    "--force-color-profile=srgb --allow-file-access-from-files --password-store=basic --disable-partial-raster "
    "--disable-checker-imaging --run-all-compositor-stages-before-draw"
)


class Browser:
    """Headless Chromium behind its debugging pipe (JSON messages that end with a NUL), one page at a time, no network."""

    def __init__(self, program: str, profile: Path) -> None:
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        command = [
            program,
            *FLAGS.split(),
            f"--user-data-dir={profile}",
            "--host-resolver-rules=MAP * ~NOTFOUND",
        ]
        if os.geteuid() == 0:
            command.append("--no-sandbox")
        self._process = subprocess.Popen(
            ["sh", "-c", f'exec "$@" 3<&{to_browser} 4>&{from_browser}', "sh", *command, "about:blank"],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._buffer, self._number, self._session = b"", 0, ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        source = SCRIPT.replace("STILL;", f"{json.dumps(STILL)};")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=source)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._out)  # a closed pipe ends Chromium
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.terminate()
            self._process.wait(10)
        os.close(self._in)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command and its answer; events in between are dropped."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data) :]
        deadline = time.monotonic() + SECONDS
        while True:
            while b"\0" not in self._buffer:
                if not select.select([self._in], [], [], max(0.0, deadline - time.monotonic()))[0]:
                    raise TimeoutError(f"Chromium did not answer {method}")
                more = os.read(self._in, 1 << 20)
                if not more:
                    raise ConnectionError("Chromium has ended")
                self._buffer += more
            raw, self._buffer = self._buffer.split(b"\0", 1)
            answer = json.loads(raw)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def run(self, script: str) -> Any:
        """Evaluate JavaScript, awaiting a promise."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script[:80]}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def open(self, url: str, size: tuple[int, int]) -> None:
        """Load a page and wait for its fonts."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=size[0],
            height=size[1],
            deviceScaleFactor=1,
            mobile=False,
        )
        self.call("Page.navigate", url=url)
        self.run(
            "new Promise(ok => document.readyState === 'complete' ? ok() : addEventListener('load', () => ok()))"
        )
        self.run("document.fonts.ready.then(() => pp.start())")

    def picture(self) -> Pixels:
        """The viewport as RGB, once two pictures in a row are equal."""
        last = None
        for _ in range(12):
            self.run("new Promise(ok => requestAnimationFrame(() => requestAnimationFrame(() => ok())))")
            coded = self.call("Page.captureScreenshot", format="png", optimizeForSpeed=True)["data"]
            raw = np.frombuffer(base64.b64decode(coded), np.uint8)
            now = cv2.cvtColor(cv2.imdecode(raw, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
            if last is not None and np.array_equal(last, now):
                return now.astype(np.uint8)
            last = now
        raise TimeoutError("the page does not come to rest")

    def mouse(self, kind: str, x: float, y: float, **more: Any) -> None:
        """Send one mouse event."""
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)


# ------------------------------------------------------------------------------------------------------------------ the episodes


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be shown: ``scroll_px`` is where it stands at the start, ``app`` says that it was made here."""

    name: str
    url: str
    source: str
    shelf: str
    sha256: str
    size: tuple[int, int]
    scroll_px: int = 0

    @property
    def app(self) -> bool:
        """Whether the page was made here."""
        return self.shelf == "app"


@dataclass(slots=True)
class Stage:
    """One episode in the making: the page on the screen, the frames so far."""

    browser: Browser
    page: Page
    random: random.Random
    frames: list[tuple[Pixels, list[dict[str, Any]]]] = field(default_factory=list)

    def open(self) -> None:
        """Load the page afresh, where it stands at the start."""
        self.browser.open(self.page.url, self.page.size)
        if self.page.scroll_px:
            self.browser.run(f"scrollTo(0, {self.page.scroll_px})")
        self.rest()

    def rest(self) -> None:
        """Take the mouse out of the way: to the right edge, where pages have nothing to hover."""
        self.browser.mouse("mouseMoved", self.page.size[0] - 2, self.page.size[1] - 2)

    def shot(self) -> bool:
        """Take a frame; one that equals the last is dropped."""
        picture, units = self.browser.picture(), self.browser.run("pp.units()")
        if self.frames and np.array_equal(picture, self.frames[-1][0]):
            return False
        self.frames.append((picture, units))
        return True

    def units(self) -> list[dict[str, Any]]:
        """What could be asked now: texts that are seen once, with their boxes."""
        found: list[dict[str, Any]] = self.browser.run("pp.units()")
        return found

    def spots(self, selector: str) -> list[dict[str, Any]]:
        """What can be clicked now: the middle of every visible match."""
        found: list[dict[str, Any]] = self.browser.run(f"pp.spots({json.dumps(selector)})")
        return found

    def click(self, spot: dict[str, Any]) -> None:
        """Click with a real mouse event."""
        where = spot["x"], spot["y"]
        self.browser.mouse("mouseMoved", *where)
        self.browser.mouse("mousePressed", *where, button="left", clickCount=1)
        self.browser.mouse("mouseReleased", *where, button="left", clickCount=1)

    def hover(self, spot: dict[str, Any]) -> None:
        """Move the mouse there."""
        self.browser.mouse("mouseMoved", spot["x"], spot["y"])

    def type(self, text: str) -> None:
        """Type letter by letter."""
        for letter in text:
            self.browser.call("Input.dispatchKeyEvent", type="char", text=letter)

    def put(self, inner: str, place: str) -> None:
        """Lay a foreign widget over the page, in a shadow root with a look of its own."""
        self.browser.run(
            f"pp.put({json.dumps(inner)}, {json.dumps(style(self.random))}, {json.dumps(place)})"
        )

    def some_unit(self) -> dict[str, Any]:
        """A text of the page, so that something is laid over targets and not over white."""
        units = self.units()
        width, height = self.page.size
        return (
            self.random.choice(units)
            if units
            else {"box": [width // 3, height // 3, width // 2, height // 2]}
        )

    def put_panel(self, shape: str) -> str:
        """Lay one foreign panel over the page, dialogs and cards over some text of it."""
        x0, y0, x1, y1 = self.some_unit()["box"]
        wide, tall = self.random.randint(260, 440), 150
        x, y = (
            (x0 + x1) // 2 - self.random.randint(30, wide - 30),
            (y0 + y1) // 2 - self.random.randint(20, tall - 20),
        )
        place = {
            "cookies": "left:0;bottom:0;width:100%",
            "drawer": f"{self.random.choice(('left', 'right'))}:0;top:0;width:280px",
            "toast": "right:16px;top:16px;width:300px",
        }.get(shape, f"left:{x}px;top:{y}px;width:{wide}px")
        inner = panel_box(self.random, shape)
        if (
            shape == "dialog" and self.random.random() < 0.35
        ):  # a veil: every block changes, as with real modal dialogs
            inner = f"<div style='position:fixed;inset:0;background:#0006'></div><div style='position:relative'>{inner}</div>"
            shape = "dialog with veil"
        self.put(inner, place)
        return shape


def panel(stage: Stage) -> str:
    """One or two foreign panels over the page, closed by their own buttons; the last frame is the page itself."""
    stage.open()
    shapes = stage.random.sample(list(PANELS), stage.random.choice((1, 2, 2)))
    shapes = [stage.put_panel(shape) for shape in shapes]
    stage.shot()
    one_by_one = stage.random.random() < 0.2
    for _ in shapes:
        closers = stage.spots("[data-do=close]")
        if not closers:  # the other panel covers the button
            break
        stage.click(closers[-1])
        stage.rest()
        if one_by_one:
            stage.shot()
    stage.browser.run("pp.drop()")
    stage.shot()
    return " + ".join(shapes)


NATIVE_MENUS = "#mdbook-theme-toggle,#theme-toggle,#settings-menu > a,.settings-menu > a,.picker-header > a"


def context_menu(stage: Stage) -> None:
    """A menu as a page opens it at the pointer."""
    x0, y0, x1, y1 = stage.some_unit()["box"]
    x, y = (x0 + x1) // 2, (y0 + y1) // 2
    stage.hover({"x": x, "y": y})
    rows = menu_list(stage.random, stage.random.sample(MENUS[stage.random.choice(list(MENUS))].split(","), 6))
    inner = f"<div class=pp style='background:none'><div class=pop style='position:static'>{rows}</div></div>"
    stage.put(inner, f"left:{x}px;top:{y}px;width:230px")


def menu(stage: Stage) -> str:
    """A menu or popup opens over the page; in some, a submenu after it."""
    stage.open()
    native = [] if stage.page.app else stage.spots(NATIVE_MENUS)
    if stage.page.app:
        how = "menu bar"
    elif native and stage.random.random() < 0.6:
        how = "the page's own"
    else:
        how = stage.random.choice(("context menu", "context menu", "context menu", "bar"))
    if how == "bar":
        stage.put(tool_bar(stage.random, "find", ()), "left:0;top:0;width:100%")
    stage.shot()
    if how == "context menu":
        context_menu(stage)
    else:
        stage.click(stage.random.choice(native if how == "the page's own" else stage.spots("[data-do=menu]")))
    stage.shot()
    deep = stage.spots(".deep")
    if deep and stage.random.random() < 0.4:
        stage.hover(deep[0])
        stage.shot()
        how += ", submenu"
    return how


def pieces(text: str, random_: random.Random, most: int) -> list[str]:
    """Cut a text into what is typed between two frames."""
    cuts = sorted(random_.sample(range(1, len(text)), min(most - 1, len(text) - 1)))
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def frequent_word(units: Sequence[dict[str, Any]], random_: random.Random) -> str:
    words = sorted(
        {
            word.lower()
            for unit in units
            for word in unit["text"].split()
            if word.isalpha() and 3 < len(word) < 10
        }
    )
    return random_.choice(words or ["example"])


def typing(stage: Stage) -> str:
    """A field gets the focus and then text, piece by piece; a search marks, filters or suggests as it goes."""
    stage.open()
    if stage.page.app:
        if not stage.spots("input[type=text]"):
            show_tab_with_fields(stage)
        stage.shot()
        chosen = stage.random.choice(stage.spots("input[type=text]"))
        filters = stage.spots("input[data-filter]")
        if filters:
            chosen, text = filters[0], frequent_word(stage.spots("tbody td"), stage.random)
        else:
            text = stage.random.choice([*PEOPLE, *SUBMENU, "24 Mill Lane", "Room 7 B"])
    else:
        kind = stage.random.choice(("find", "suggest"))
        units = stage.units()
        words = sorted({unit["text"] for unit in units})
        stage.put(tool_bar(stage.random, kind, words), "left:0;top:0;width:100%")
        stage.shot()
        chosen = stage.spots("input[type=text]")[0]
        text = frequent_word(units, stage.random)
    stage.click(chosen)
    stage.shot()
    for piece in pieces(text, stage.random, stage.random.choice((2, 3)) if stage.page.app else 2):
        stage.type(piece)
        stage.shot()
    return f"typed {text!r}"


def show_tab_with_fields(stage: Stage) -> None:
    for tab in stage.spots("[data-do=tab]"):
        stage.click(tab)
        stage.rest()
        if stage.spots("input[type=text]"):
            return


TOGGLES = "input[type=checkbox]", "[data-do=tab][aria-selected=false]", "details > summary", "[data-do=fold]"


def toggle(stage: Stage) -> str:
    """Check boxes, tabs, accordions."""
    stage.open()
    how = "own controls"
    if not stage.page.app:
        native = stage.spots("main details > summary, #content details > summary")
        how = stage.random.choice(
            ("own controls", "sections", "box") if native else ("sections", "sections", "box")
        )
        if how == "sections":
            stage.browser.run("pp.foldable()")
            how = how if stage.spots("[data-do=fold]") else "box"
        if how == "box":
            stage.put(
                tab_box(stage.random), f"right:14px;bottom:{stage.random.randint(14, 200)}px;width:320px"
            )
    stage.shot()
    done = []
    for _ in range(stage.random.choice((1, 1, 2))):
        kinds = {"sections": TOGGLES[3:], "box": TOGGLES[:2]}.get(how, TOGGLES[:3])
        choices = [
            (kind, spots) for kind in kinds if (spots := stage.spots(f".pp {kind}" if how == "box" else kind))
        ]
        if not choices:
            break
        kind, spots = stage.random.choice(choices)
        stage.click(stage.random.choice(spots))
        stage.rest()
        if stage.shot():
            done.append(kind)
    return f"{how}: {', '.join(done)}"


def scroll(stage: Stage) -> str:
    """The wheel turns: what was there is still there, at another place."""
    stage.open()
    stage.shot()
    step_px = stage.random.choice(
        (32, 40, 57, 64, 100, 100, 120, 120, 160, 240, stage.random.randint(13, 400))
    )
    stage.browser.mouse(
        "mouseWheel", stage.page.size[0] // 2, stage.page.size[1] // 2, deltaX=0, deltaY=step_px
    )
    stage.rest()
    stage.shot()
    return f"{step_px} px"


def long(stage: Stage) -> str:
    """Eight to twelve frames of menus, typing, toggles, dialogs on one page."""
    stage.open()
    if not stage.page.app:
        words = sorted({unit["text"] for unit in stage.units()})
        stage.put(
            tool_bar(stage.random, stage.random.choice(("find", "suggest")), words), "left:0;top:0;width:100%"
        )
        stage.put(tab_box(stage.random), "right:14px;bottom:14px;width:320px")
    stage.shot()
    wanted, to_type, done = stage.random.randint(8, 10), [], ""
    for _ in range(40):
        if len(stage.frames) == wanted:
            break
        if to_type:
            act = "type"
            stage.type(to_type.pop(0))
        else:
            act, to_type = one_move(stage, done[-1:])
        if stage.shot():
            done += "y" if act == "type" else act[0]
    return done


def one_move(stage: Stage, last: str) -> tuple[str, list[str]]:
    """Something a person could do now; what is still to be typed comes back."""
    closers, items = stage.spots("[data-do=close]"), stage.spots(".item")
    if closers:
        stage.click(closers[0])
        stage.rest()
        return "close", []
    if items:
        deep = stage.spots(".deep")
        if deep and last == "m" and stage.random.random() < 0.5:
            stage.hover(deep[0])
            return "hover", []
        stage.click(stage.random.choice(items))
        stage.rest()
        return "item", []
    options = {
        "menu": stage.spots("[data-do=menu]"),
        "toggle": [
            spot
            for kind in TOGGLES[:3]
            if (spots := stage.spots(f".pp {kind}"))
            for spot in stage.random.sample(spots, 1)
        ],
        "focus": stage.spots(".pp input[type=text]"),
        "dialog": [{}] if stage.random.random() < 0.4 else [],
    }
    names = [
        name
        for name, spots in options.items()
        if spots and name[0] != last and not (name == "focus" and last == "y")
    ] or ["menu"]
    act = "focus" if "focus" in names and stage.random.random() < 0.4 else stage.random.choice(names)
    if act == "dialog":
        stage.put_panel(stage.random.choice(list(PANELS)))
        return act, []
    stage.click(stage.random.choice(options[act]))
    if act == "focus":
        return act, pieces(stage.random.choice(PEOPLE)[: stage.random.randint(3, 9)], stage.random, 2)
    if act == "toggle":
        stage.rest()
    return act, []


KINDS: dict[str, Callable[[Stage], str]] = {
    "panel": panel,
    "menu": menu,
    "typing": typing,
    "toggle": toggle,
    "scroll": scroll,
    "long": long,
}
ON_DOCUMENTS = (  # what is done on one document after the other; a second episode only where it costs one picture
    "panel", "menu", "toggle", "scroll", "menu", "panel", "toggle", "scroll", "menu", "panel scroll", "toggle", "typing",
    "scroll", "menu", "toggle", "panel", "menu", "scroll panel", "toggle", "panel", "menu", "toggle panel", "scroll", "long",
    "typing", "panel", "menu", "scroll", "toggle",
)  # fmt: skip
ON_APPS = "panel menu toggle toggle long", "panel menu menu typing toggle"

# --------------------------------------------------------------------------------------------------------- from frames to the index


def changed_blocks(changed: Mask) -> Mask:
    """Which 32-px blocks hold a changed pixel."""
    height, width = changed.shape
    padded = np.pad(changed, ((0, -height % BLOCK), (0, -width % BLOCK)))
    rows, columns = padded.shape[0] // BLOCK, padded.shape[1] // BLOCK
    return padded.reshape(rows, BLOCK, columns, BLOCK).any(axis=(1, 3))


def targets_of(
    frames: Sequence[tuple[Pixels, list[dict[str, Any]]]], at: int, random_: random.Random
) -> list[dict[str, Any]]:
    """At most six targets of a frame: as many as possible half from what just changed, then what changed before, then the rest."""
    picture, units = frames[at]
    steps = [(b[0] != a[0]).any(axis=2) for a, b in pairwise(frames[: at + 1])]
    nothing = np.zeros(picture.shape[:2], bool)
    last = steps[-1] if steps else nothing
    ever = np.logical_or.reduce([nothing, *steps])
    first = (picture != frames[0][0]).any(axis=2)
    blocks = changed_blocks(last)
    strata: dict[int, list[dict[str, Any]]] = {0: [], 1: [], 2: []}
    for unit in units:
        x0, y0, x1, y1 = unit["box"]
        cut = np.s_[y0:y1, x0:x1]
        grey = picture[cut].mean(axis=2)
        if np.ptp(grey) < LEAST_CONTRAST:
            continue
        target = {
            "text": unit["text"],
            "box": unit["box"],
            "changed_last": bool(last[cut].any()),
            "changed_ever": bool(ever[cut].any()),
            "changed_first": bool(first[cut].any()),
            "blocks_last": round(
                float(
                    blocks[y0 // BLOCK : (y1 - 1) // BLOCK + 1, x0 // BLOCK : (x1 - 1) // BLOCK + 1].mean()
                ),
                3,
            ),
        }
        strata[0 if target["changed_last"] else 1 if target["changed_ever"] else 2].append(target)
    for group in strata.values():
        random_.shuffle(group)
    new, before, rest = strata.values()
    half = MOST_TARGETS // 2
    others = [*before[:2], *rest]
    few = max(half, MOST_TARGETS - len(others))  # of what changed, when the rest is short
    if not steps:
        return rest[:MOST_TARGETS]
    chosen = new[:few]
    return chosen + others[: max(2, len(chosen))][: MOST_TARGETS - len(chosen)]


def small_png(pixels: Pixels) -> bytes:
    """The smallest of a few lossless PNGs: with a palette where there are at most 256 colours, else by filter."""
    codes = pixels.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    colours, index = np.unique(codes, return_inverse=True)
    tries = []
    if len(colours) <= 256:
        coded = Image.fromarray(index.reshape(codes.shape).astype(np.uint8), mode="P")
        coded.putpalette(
            np.stack([colours >> 16, colours >> 8 & 255, colours & 255], 1).astype(np.uint8).tobytes()
        )
        file = io.BytesIO()
        coded.save(file, "PNG", optimize=True)
        tries.append(file.getvalue())
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    for kind in (
        cv2.IMWRITE_PNG_FILTER_NONE,
        cv2.IMWRITE_PNG_ALL_FILTERS,
    ):  # none wins on flat screens, by a fifth
        settings = [cv2.IMWRITE_PNG_COMPRESSION, 9, cv2.IMWRITE_PNG_FILTER, kind]
        tries.append(cv2.imencode(".png", bgr, settings)[1].tobytes())
    best = min(tries, key=len)
    if not np.array_equal(cv2.imdecode(np.frombuffer(best, np.uint8), cv2.IMREAD_COLOR), bgr):
        raise RuntimeError("a PNG that does not give back its pixels")
    return best


def store(picture: Pixels, folder: Path) -> str:
    """Write a frame once; its name comes from its pixels."""
    name = hashlib.sha256(repr(picture.shape).encode() + picture.tobytes()).hexdigest()[:16] + ".png"
    if not (folder / name).exists():
        (folder / name).write_bytes(small_png(picture))
    return name


def record(stage: Stage, kind: str, detail: str, out: Path) -> dict[str, Any] | None:
    """The index entry of an episode, its frames written; ``None`` where nothing changed or nothing can be asked."""
    frames = stage.frames
    if len(frames) < 2 or (kind == "long" and len(frames) < 8):
        return None
    listed: list[dict[str, Any]] = []
    for at, (picture, _) in enumerate(frames):
        share = float(changed_blocks((picture != frames[at - 1][0]).any(axis=2)).mean()) if at else None
        asked = at == len(frames) - 1 or (kind == "long" and at >= 2)
        chosen = targets_of(frames, at, stage.random)
        listed.append(
            {"file": "", "asked": asked, "changed_blocks": share and round(share, 4), "targets": chosen}
        )
    if len(listed[-1]["targets"]) < 2:
        return None
    for entry, (picture, _) in zip(listed, frames, strict=True):
        entry["file"] = f"frames/{store(picture, out / 'frames')}"
    return {
        "kind": kind,
        "detail": detail,
        "page": stage.page.name,
        "size": stage.page.size,
        "frames": listed,
    }


def trim(episodes: list[dict[str, Any]], out: Path) -> list[dict[str, Any]]:
    """Bring the pictures below `MOST_BYTES`.

    Of the kind with the most episodes goes the one with the heaviest pictures of its own, while its page keeps another.
    """
    episodes = list(episodes)
    bytes_ = {file.name: file.stat().st_size for file in (out / "frames").glob("*.png")}
    while True:
        users = Counter(
            name for one in episodes for name in {Path(frame["file"]).name for frame in one["frames"]}
        )
        if sum(bytes_[name] for name in users) <= MOST_BYTES:
            break
        pages = Counter(one["page"] for one in episodes)
        kinds = Counter(one["kind"] for one in episodes if pages[one["page"]] > 1)
        most = max(kinds, key=lambda kind: kinds[kind])
        own = {
            at: sum(
                bytes_[name] for name in {Path(f["file"]).name for f in one["frames"]} if users[name] == 1
            )
            for at, one in enumerate(episodes)
            if one["kind"] == most and pages[one["page"]] > 1
        }
        episodes.pop(max(own, key=lambda at: own[at]))
    for name in bytes_.keys() - users.keys():
        (out / "frames" / name).unlink()
    return [{**one, "id": f"e{at:03}"} for at, one in enumerate(episodes)]


def documents(random_: random.Random) -> Generator[tuple[str, Path], bool, None]:
    """Documents in a seeded order, shelf after shelf in turn, at most `SHELVES` of each; sent back is whether one was used."""
    queues = {}
    for shelf, (most, patterns) in SHELVES.items():
        files = []
        for pattern in patterns:
            anchor = Path(pattern).expanduser()
            found = sorted(
                path
                for path in Path(anchor.anchor).glob(str(anchor.relative_to(anchor.anchor)))
                if path.is_file() and 4_000 < path.stat().st_size < 1_500_000
            )
            files.append(random_.sample(found, len(found)))
        # the patterns of a shelf in turn: not every book of a shelf has as many chapters
        mixed = [files_[i] for i in range(max(map(len, files))) for files_ in files if i < len(files_)]
        queues[shelf] = [most, mixed]
    while any(most and files for most, files in queues.values()):
        for shelf, queue in queues.items():
            while queue[0] and queue[1]:
                if (yield shelf, queue[1].pop(0)):
                    queue[0] -= 1
                    break


def choose_pages(browser: Browser, count: int, seed: int, folder: Path) -> list[Page]:
    """The made pages, then documents that are light enough and have enough to ask."""
    pages = []
    for i, name in enumerate(APPS):
        text = app_page(name, random.Random(f"{seed} {name}"))
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
        sha = hashlib.sha256(text.encode()).hexdigest()
        pages.append(
            Page(f"app-{name}", (folder / f"{name}.html").as_uri(), f"made: {name}", "app", sha, SIZES[i % 2])
        )
    random_ = random.Random(seed)
    walk = documents(random_)
    found = next(walk, None)
    while found and len(pages) < len(APPS) + count:
        shelf, path = found
        size, depth = SIZES[len(pages) % 2], random_.choice((0, 0, random_.randint(100, 4000)))
        sha = hashlib.sha256(path.read_bytes()).hexdigest()
        page = Page(f"{shelf}-{len(pages):03}", path.as_uri(), str(path), shelf, sha, size, depth)
        used = all(sha != one.sha256 for one in pages) and usable(browser, page)
        if used:
            pages.append(page)
        try:
            found = walk.send(used)
        except StopIteration:
            break
    return pages


def can_scroll(browser: Browser, page: Page) -> bool:
    browser.open(page.url, page.size)
    return bool(
        browser.run(
            f"scrollTo(0, {page.scroll_px}), document.documentElement.scrollHeight - innerHeight - scrollY > 60"
        )
    )


def usable(browser: Browser, page: Page) -> bool:
    try:
        stage = Stage(browser, page, random.Random(0))
        stage.open()
        stage.shot()
    except (TimeoutError, RuntimeError) as problem:
        print(f"left out {page.source}: {problem}")
        return False
    picture, units = stage.frames[0]
    return len(units) >= LEAST_TARGETS and len(small_png(picture)) <= HEAVIEST_BYTES


def contact_sheet(out: Path, index: dict[str, Any], file: Path, seed: int) -> None:
    """Last frames with their boxes: red where the last step changed something, orange where an earlier one did, blue where none."""
    by_kind = defaultdict(list)
    for episode in index["episodes"]:
        by_kind[episode["kind"]].append(episode)
    random_ = random.Random(seed)
    chosen = [one for kind in KINDS for one in random_.sample(by_kind[kind], min(4, len(by_kind[kind])))]
    cells = []
    for episode in chosen:
        frame = episode["frames"][-1]
        picture = cv2.imread(str(out / frame["file"]))
        for target in frame["targets"]:
            colour = (
                (0, 0, 255)
                if target["changed_last"]
                else (0, 140, 255)
                if target["changed_ever"]
                else (255, 90, 0)
            )
            cv2.rectangle(picture, target["box"][:2], target["box"][2:], colour, 2)
        cell = np.full((600, 800, 3), 255, np.uint8)
        scale = min(800 / picture.shape[1], 575 / picture.shape[0])
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        cell[25 : 25 + small.shape[0], : small.shape[1]] = small
        label = f"{episode['id']} {episode['kind']} ({episode['detail']}) {episode['page']}"
        cv2.putText(cell, label, (4, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1, cv2.LINE_AA)
        cells.append(cell)
    cells += [np.full_like(cells[0], 255)] * (-len(cells) % 4)
    cv2.imwrite(str(file), np.vstack([np.hstack(cells[i : i + 4]) for i in range(0, len(cells), 4)]))


def write(index: dict[str, Any], out: Path) -> None:
    """``index.json``, one line per episode."""
    lines = ",\n".join(json.dumps(one) for one in index["episodes"])
    head = json.dumps({**index, "episodes": []}, indent=1).removesuffix("[]\n}")
    (out / "index.json").write_text(f"{head}[\n{lines}\n]}}\n", encoding="utf-8")


def summary(index: dict[str, Any], out: Path) -> None:
    """What the set holds, by kind."""
    for kind in KINDS:
        own = [one for one in index["episodes"] if one["kind"] == kind]
        last = [target for one in own for target in one["frames"][-1]["targets"]]
        also = sum(len(frame["targets"]) for one in own for frame in one["frames"][:-1] if frame["asked"])
        shares = [frame["changed_blocks"] for one in own for frame in one["frames"][1:]]
        if own:
            print(
                f"{kind}: {len(own)} episodes, {sum(len(one['frames']) for one in own)} frames, {len(last)} targets on last frames "
                f"(+{also} earlier), changed last {np.mean([t['changed_last'] for t in last]):.0%}, ever "
                f"{np.mean([t['changed_ever'] for t in last]):.0%}, blocks changed per step mean {np.mean(shares):.1%} median {np.median(shares):.1%}"
            )
    files = list((out / "frames").glob("*.png"))
    total = sum(file.stat().st_size for file in files) + (out / "index.json").stat().st_size
    pages = {one["page"] for one in index["episodes"]}
    print(
        f"{len(index['episodes'])} episodes on {len(pages)} pages, {len(files)} pictures, {total / 1e6:.2f} MB"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description="Episodes of real change on rendered web pages.")
    arguments.add_argument("out", type=Path)
    arguments.add_argument(
        "--pages", type=int, default=62, help="documents, besides the made pages (default 62)"
    )
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--browser", default="chromium")
    arguments.add_argument("--contact", type=Path, metavar="SHEET.png")
    options = arguments.parse_args()
    frames = options.out / "frames"
    frames.mkdir(parents=True, exist_ok=True)
    for old in frames.glob("*.png"):
        old.unlink()
    episodes: list[dict[str, Any]] = []
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch,
        Browser(options.browser, Path(scratch, "profile")) as browser,
    ):
        pages = choose_pages(browser, options.pages, options.seed, Path(scratch))
        for number, page in enumerate(pages):
            plan = ON_APPS if page.app else ON_DOCUMENTS
            for turn, kind in enumerate(plan[number % len(plan)].split()):
                if kind == "scroll" and not can_scroll(browser, page):
                    kind = "panel"  # noqa: PLW2901
                stage = Stage(browser, page, random.Random(f"{options.seed} {page.name} {turn}"))
                try:
                    entry = record(stage, kind, KINDS[kind](stage), options.out)
                except (TimeoutError, RuntimeError, IndexError) as problem:
                    print(f"left out {kind} on {page.source}: {problem!r}", flush=True)
                    continue
                if not entry:
                    print(f"left out {kind} on {page.source}: too little to ask", flush=True)
                else:
                    episodes.append({"id": f"e{len(episodes):03}", **entry})
        version = browser.call("Browser.getVersion")["product"]
    index = {
        "seed": options.seed,
        "browser": version,
        "block_px": BLOCK,
        "pages": {
            one.name: {
                "source": one.source,
                "shelf": one.shelf,
                "sha256": one.sha256,
                "size": one.size,
                "scroll_px": one.scroll_px,
            }
            for one in pages
        },
        "episodes": trim(episodes, options.out),
    }
    write(index, options.out)
    summary(index, options.out)
    if options.contact:
        contact_sheet(options.out, index, options.contact, options.seed)


if __name__ == "__main__":
    main()
