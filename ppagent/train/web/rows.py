"""In: a kit and a kind of things. Out: rows and cards of them, each with icon buttons and check boxes known by the row they are in."""

from __future__ import annotations

from dataclasses import dataclass

from ppagent.train.web.kit import Kit, esc, flag
from ppagent.train.web.tips import OPEN, row_tip

VERBS = {
    "add": "add|queue|insert|add to the list", "add user": "invite|add to the team", "archive": "archive|put away|file away", "award": "nominate",
    "bookmark": "bookmark|keep|save for later", "bug": "report a fault of", "calendar": "schedule|plan", "cart": "buy|order|add to the basket",
    "chart": "show the figures of", "chat": "chat with|message|discuss", "check": "approve|finish|mark as done|resolve|accept", "clock": "snooze|postpone|remind me of",
    "close": "dismiss|reject|decline|discard", "comment": "comment on|remark on", "compare": "compare|weigh up|add to the comparison", "copy": "copy|duplicate|clone",
    "delete": "delete|remove|throw away|get rid of", "down": "move down|lower|vote down", "download": "download|fetch|save to disk", "edit": "edit|rename|change|correct",
    "eject": "eject|unmount", "eye": "preview|view|look at|show", "flag": "flag|report", "folder": "move|file under", "forward": "forward|pass on|send on",
    "gift": "give away|gift", "globe": "publish|open the site of", "heart": "like|love|add to favourites", "help": "ask about", "hide": "hide|mute|skip",
    "history": "show the history of|see older versions of", "information": "inspect|show details of|properties", "key": "reset the password of", "link": "link to|copy the link of",
    "lock": "lock|protect|freeze", "log out": "sign out|kick out", "mail": "write to|e-mail|send mail to", "map": "show on the map", "merge": "merge|join", "more": "more|options|more actions|menu of",
    "move": "drag|reorder|move", "music": "show the lyrics of", "next": "play next", "notifications": "follow|watch|subscribe to", "pause": "pause|suspend|hold",
    "phone": "call|ring|phone", "pin": "pin|stick to the top|fasten", "play": "play|start|run|listen to", "playlist": "add to a playlist|enqueue", "power": "switch off|shut down|power off",
    "print": "print", "refresh": "restart|reload|retry|sync", "repeat": "repeat|loop", "reply": "reply to|answer|write back to", "rotate": "rotate|turn",
    "save": "store|save", "search": "search in|look into", "send": "send|submit", "settings": "configure|set up|adjust", "share": "share|pass around", "silence": "silence|turn off alerts of",
    "shield": "block|ban", "smile": "react to|laugh at", "star": "star|mark as favourite|mark as important|rate", "stop": "halt|end|abort|cancel", "tag": "label|tag|categorise", "terminal": "open a shell on|connect to",
    "thumbs down": "dislike|disapprove of", "thumbs up": "recommend|approve of|applaud", "translate": "translate", "unlock": "unlock|release", "up": "move up|raise|vote up",
    "timer": "start a timer for|take the time of", "truck": "deliver|ask for the delivery of", "captions": "read along with|show the words of", "headphones": "listen in to|hear a sample of",
    "quote": "quote|cite", "vote up": "vote for|rate up|support", "vote down": "vote against|rate down", "approve": "approve|agree to|let through", "reject": "turn down|refuse",
    "branch": "branch off|fork", "open outside": "open outside|open on its own", "crop": "crop|trim", "attach": "attach something to", "clipboard": "put on the clipboard",
    "wallet": "pay for|settle", "ticket": "get tickets for|book", "credit card": "charge", "image": "change the picture of", "list": "list the parts of", "database": "back up",
    "upload": "upload|update", "user": "assign|show the profile of", "users": "share with others|show the members of", "video": "video call with|start a video call with", "zoom in": "enlarge|zoom in on",
}  # fmt: skip
"""What a button with that icon does to the thing of its row."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Things that stand in rows.

    Attributes:
        nouns: what one of them is called.
        titled: the method of `Words` that names them.
        acts: icons that their buttons have.
        bar: icons of the bar above them.
        joint: how a noun takes their names: "mail of Nils Young", "mug Plain Oak".
        select: verbs of their check boxes.
    """

    nouns: tuple[str, ...]
    titled: str
    acts: str
    bar: str
    joint: tuple[str, ...] = (" ",)
    select: tuple[str, ...] = ("select", "mark", "tick", "choose")

    def icons(self) -> list[str]:
        """Icons of a row's buttons."""
        return self.acts.split(",")


@dataclass
class Rows:
    """Many things of one kind in one manner: which buttons, how they are called, where they stand.

    Attributes:
        k: what they are.
        kit: what they are drawn from.
        most: no row has more buttons, and chance says how many of them; None: as many as the window has room for.
    """

    k: Kind
    kit: Kit
    most: int | None = None

    def __post_init__(self) -> None:
        rng = self.kit.rng
        icons = self.k.icons()
        most = 5 if self.kit.width > 420 else 3
        self.acts = [
            (icon, rng.choice(VERBS[icon].split("|")))
            for icon in rng.sample(icons, min(rng.choice([1, 2, 2, 3, 3, 4, 5][: most + 2]), len(icons)))
        ]
        self.whole = rng.random() < 0.5
        self.noun, self.joint = rng.choice(self.k.nouns), rng.choice(self.k.joint)
        self.article = rng.choice(["the ", "", ""])
        self.tipped = rng.random() < 0.65
        self.boxed, self.check_verb = rng.random() < 0.45, rng.choice(self.k.select)
        self.grown = rng.choice([0.8, 0.9, 1, 1, 1.15, 1.3, 1.5])
        self.of = rng.choice(["of", "for"])
        self.ticked = 0.2
        self.margin = rng.choice([0, 2, 3])
        self.style = rng.choice(["ib", "ib", "ib", "btn"])
        self.tight = rng.choice([0, 0, 1, 2, 4, 8])
        self.lead = rng.random() < 0.25 and len(self.acts) > 1  # the first button stands before the title
        self.worded = rng.random() < 0.35  # the noun is said
        if self.most is not None:
            self.acts = self.acts[: rng.randint(1, self.most)]

    def title(self) -> str:
        """A name for one more of them."""
        name: str = getattr(self.kit.words, self.k.titled)()
        return name

    def titles(self, count: int) -> list[str]:
        """Names of different ones, at most so many."""
        return list(dict.fromkeys(self.title() for _ in range(count)))

    def name(self, verb: str, title: str) -> str:
        """What a button of that row is called: the whole, or the verb alone."""
        return (
            self.whole_name(verb, title)
            if self.whole
            else verb.rsplit(" ", 1)[0]
            if verb.endswith(OPEN)
            else verb
        )

    def whole_name(self, verb: str, title: str) -> str:
        """The verb with what the row is: "Archive the mail of Nils Young"."""
        thing = f"{self.article}{self.noun}{self.joint}{title}" if self.worded else title
        for end in (" to the basket", " to the list", " to the comparison", " to favourites", " to a playlist", " for later", " on the map", " to the top", " to disk",
                    " as done", " as favourite", " as important", " to the team", " with others", " away", " down", " up", " off", " out"):  # fmt: skip
            if verb.endswith(end):
                return f"{verb.removesuffix(end).capitalize()} {thing}{end}"
        if verb in {"options", "more actions", "properties", "more"}:
            return f"{verb.capitalize()} {self.of} {thing}" if verb != "more" else f"More for {thing}"
        return f"{verb[0].upper()}{verb[1:]} {thing}"

    def button(self, icon: str, verb: str, title: str, more: str = "") -> str:
        """One icon button of a row."""
        rng = self.kit.rng
        name = self.name(verb, title)
        said = f' title="{esc(row_tip(rng, verb, self.noun))}"' if self.tipped else ""
        pressed = icon in {"star", "heart", "bookmark", "pin", "thumbs up", "lock"} and rng.random() < 0.2
        paint = "color:var(--main);" if pressed else ""
        state = ' aria-pressed="true"' if pressed else ""
        return f'<button type="button" class="{self.style}" aria-label="{esc(name)}"{said}{state} style="{paint}font-size:{self.grown}em;padding:{2 + self.tight // 2}px" {more}>{self.kit.icon(icon)[1]}</button>'

    def box(self, title: str) -> str:
        """A check box without words."""
        rng = self.kit.rng
        name = self.name(self.check_verb, title)
        return f'<input type="checkbox" aria-label="{esc(name)}" style="flex:none;margin:{self.margin}px"{flag("checked", rng.random() < self.ticked)}>'

    def tools(self, title: str) -> tuple[str, str]:
        """What stands before the title, and what behind it."""
        made = [self.button(icon, verb, title) for icon, verb in self.acts]
        before = self.box(title) if self.boxed else ""
        if self.lead:
            before += made.pop(0)
        return (
            before,
            f'<span style="display:inline-flex;gap:{self.tight}px;flex:none">{"".join(made)}</span>',
        )


def listed(rows: Rows, titles: list[str]) -> str:
    """Rows, one below the other."""
    k, rng = rows.kit, rows.kit.rng
    pad, two, picture = (
        rng.choice([1, 2, 3, 5, 8, 11]),
        rng.random() < 0.45,
        rng.choice(["", "", "avatar", "art", "icon"]),
    )
    line, unread, faint_end = (
        rng.choice(["border-bottom:1px solid var(--edge)", "", "border-bottom:1px dotted var(--edge)"]),
        rng.random() < 0.4,
        rng.random() < 0.6,
    )
    icon, last, wide = k.icon()[1], rng.random() < 0.6, rng.choice([8, 10, 13, 16])
    out = []
    for title in titles:
        before, behind = rows.tools(title)
        drawn = {"": "", "avatar": k.avatar(title), "art": k.picture(34, 26), "icon": icon}[picture]
        about = esc(k.words.phrase(2, 6))
        bold = " bold" if unread and rng.random() < 0.4 else ""
        head = f'<span data-role="list item" class="{bold}" style="overflow:hidden;text-overflow:ellipsis;white-space:nowrap">{esc(title)}</span>'
        more = f'<span class="small faint" data-role="text" style="overflow:hidden;white-space:nowrap;text-overflow:ellipsis;min-width:0">{about}</span>'
        middle = (
            f'<span class="grow" style="display:flex;flex-direction:column;align-items:flex-start;min-width:0">{head}{more}</span>' if two
            else f'<span style="width:{wide}em;flex:none;display:flex">{head}</span><span class="grow" style="display:flex">{more if k.width > 420 else ""}</span>'
        )  # fmt: skip
        end = (
            f'<span class="small faint" data-role="text" style="flex:none">{esc(k.words.date())}</span>'
            if faint_end and k.width > 420
            else ""
        )
        parts = [before, drawn, middle, *([end, behind] if last else [behind, end])]
        out.append(
            f'<div class="rowx{" on" if rng.random() < 0.06 else ""}" data-group="{esc(title)}" style="padding:{pad}px 5px;{line};gap:{rng.choice([4, 6, 8])}px">{"".join(parts)}</div>'
        )
    return "".join(out)


def tabled(rows: Rows, titles: list[str], heads: list[str], cells: object) -> str:
    """The same in a table: ``cells`` makes what stands below a head."""
    k, rng = rows.kit, rows.kit.rng
    assert callable(cells)
    lines, at = [], rng.choice([0, 1]) if rng.random() < 0.2 else len(heads)
    pad = rng.choice([1, 2, 4, 7])
    for title in titles:
        before, behind = rows.tools(title)
        inner = [f'<td style="padding:{pad}px 6px">{esc(str(cells(k, head)))}</td>' for head in heads]
        inner.insert(at, f'<td style="padding:{pad}px 6px;white-space:nowrap">{behind}</td>')
        first = f'<td style="white-space:nowrap;padding:{pad}px 2px">{before}</td>' if before else ""
        lines.append(
            f'<tr data-group="{esc(title)}">{first}<td data-head style="padding:{pad}px 6px">{esc(title)}</td>{"".join(inner)}</tr>'
        )
    top = [f"<th>{head}</th>" for head in heads]
    top.insert(at, "<th></th>")
    lead = "<th></th>" if rows.boxed or rows.lead else ""
    return f'<table class="{rng.choice(["", "striped", "grid", "striped grid"])}" style="{rng.choice(["", "width:100%"])}"><thead><tr>{lead}<th>{rows.noun.capitalize()}</th>{"".join(top)}</tr></thead><tbody>{"".join(lines)}</tbody></table>'


def cards(rows: Rows, titles: list[str]) -> str:
    """The same as cards, their buttons in a corner, over the picture or below."""
    k, rng = rows.kit, rows.kit.rng
    wide, where, tall = (
        rng.choice([120, 150, 180, 220]),
        rng.choice(["corner", "below", "head", "over"]),
        rng.choice([0, 50, 80, 110]),
    )
    priced = rng.random() < 0.5
    out = []
    for title in titles:
        before, behind = rows.tools(title)
        picture = k.picture(wide - 24, tall) if tall else ""
        name = f'<b data-role="text">{esc(title)}</b>'
        price = (
            f'<span data-role="text">{k.words.price()}</span>'
            if priced
            else f'<span class="small faint" data-role="text">{esc(k.words.phrase(1, 3))}</span>'
        )
        tools = f'<span style="background:var(--card);border-radius:4px">{before}{behind}</span>'
        match where:
            case "corner":
                inner = f'{picture}<div style="position:absolute;right:4px;{rng.choice(["top:4px", "top:4px", "bottom:4px"])}">{tools}</div><div style="padding-right:{30 if not tall else 0}px">{name}</div><div>{price}</div>'
            case "over":
                inner = f'{picture}<div style="margin-top:{-30 if tall else 4}px;position:relative;text-align:right">{tools}</div><div>{name}</div>{price}'
            case "head":
                inner = (
                    f'<div class="rowx between"><span>{name}</span>{tools}</div>{picture}<div>{price}</div>'
                )
            case _:
                inner = f'{picture}<div>{name}</div><div>{price}</div><div class="rowx" style="gap:2px;margin-top:4px">{before}{behind}</div>'
        out.append(
            f'<div class="card" data-group="{esc(title)}" style="position:relative;width:{wide}px">{inner}</div>'
        )
    return f'<div class="rowx wrap" style="align-items:stretch">{"".join(out)}</div>'
