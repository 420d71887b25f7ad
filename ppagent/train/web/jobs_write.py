"""In: a kit. Out: tasks of typing with a twist: into fields of one kind, in capitals, in other scripts; the cursor put somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Type
from ppagent.train.web.job import FINISHED, Job, Scene, ask, done, ended, place
from ppagent.train.web.kit import Kit
from ppagent.train.web.pages_forms import SUBMIT
from ppagent.train.web.stage import repr_js

_NTH = ("1st", "2nd", "3rd", "4th", "5th")
_ORDER = ("first", "second", "third", "fourth", "fifth")
_FOREIGN = (
    "Größe", "Straße", "Café", "Crème brûlée", "Señor", "Mañana", "Škoda", "Čeština", "Žluť", "Łódź", "Święto", "Ångström", "Ærø", "Øresund", "Tromsø",
    "Привет", "Москва", "Книга", "Завтра", "Вода", "Дерево", "Ελλάδα", "Θάλασσα", "Ήλιος", "Δρόμος", "Ödeme", "Gül", "İstanbul", "Ñandú", "Año", "Façade",
    "Naïve", "Über", "Früh", "Käse", "Brücke", "Fête", "Noël", "Pâté", "Coração", "São Paulo", "Ação", "Ștefan", "Țară", "Győr", "Ház", "Đakovo", "Ķīna",
)  # fmt: skip


def twice(k: Kit) -> Job:
    """The same text into two or three fields, such as a new password."""
    rng = k.rng
    text = rng.choice([k.words.secret(), k.words.word(), k.words.email(), k.words.pick("first")])
    kind = rng.choice(["password", "password", "text"])
    labels = rng.choice(
        [("Password", "Verify password"), ("New password", "Once more"), ("Secret", "Repeat it")]
        if kind == "password"
        else [("E-mail", "Repeat e-mail"), ("Code", "Code again"), ("Word", "Same word", "And again")]
    )
    button = rng.choice(SUBMIT)
    bare = rng.random() < 0.25
    inner = "".join(
        f'<div class="field">{"" if bare else f"<label for=f{at}>{label}</label>"}<input class="input" id="f{at}" type="{kind}" aria-label="{label}"></div>'
        for at, label in enumerate(labels)
    )
    many = {2: "both", 3: "all three"}[len(labels)]
    task = ask(
        k,
        [
            f"Type {{T}} into {many} fields and press {{b}}.",
            f"Fill {many} fields with {{T}}, then click {{b}}.",
            f"Write {{T}} in {many} boxes and press {{b}}.",
            f"Use {{T}} for {many} fields and submit with {{b}}.",
        ],
        T=text,
        b=button,
    )

    def plan(s: Scene) -> Iterator[Action]:
        for at in range(len(labels)):
            yield from s.write(f"#f{at}", text)
        yield s.click("#go")
        yield done()

    checks = " && ".join(f"f{at}.value === {repr_js(text)}" for at in range(len(labels)))
    return Job(
        task,
        place(k, task, inner + k.button(button, f"id=go {ended(k)}"), plain=True),
        plan,
        f"{FINISHED} && {checks}",
    )


def focus(k: Kit) -> Job:
    """Put the cursor into one of several fields."""
    rng = k.rng
    count = rng.randint(1, 5 if k.height > 200 else 4)
    at, beside = rng.randrange(count), rng.random() < 0.2
    fields = [
        f'<input class="input" id="f{index}" aria-label="field {index + 1}" style="width:{rng.choice(["90%", "120px", "70%"])}">'
        for index in range(count)
    ]
    inner = (
        "".join(fields)
        if beside
        else "".join(f'<div style="margin:{rng.choice([2, 6, 12])}px 0">{field}</div>' for field in fields)
    )
    nth = rng.choice([_NTH[at], _ORDER[at]])
    task = rng.choice(
        ["Put the cursor into the text field.", "Click into the field.", "Give the input the focus."] if count == 1
        else [f"Put the cursor into the {nth} field.", f"Click into the {nth} text field.", f"Give the {nth} input the focus.", f"Set the cursor in the {nth} box."]
    )  # fmt: skip

    def plan(s: Scene) -> Iterator[Action]:
        yield s.click(f"#f{at}")
        yield done()

    return Job(task, place(k, task, inner, plain=True), plan, f"document.activeElement.id === 'f{at}'")


def cased(k: Kit) -> Job:
    """A word in capitals, in small letters, as it is, or backwards."""
    rng = k.rng
    word = k.words.phrase(1, 2)
    word = rng.choice([word, word.upper(), word.lower(), word.swapcase()])
    how = rng.choice(["upper", "lower", "upper", "lower", "same"])
    text = {"upper": word.upper(), "lower": word.lower(), "same": word}[how]
    spoken = {
        "upper": ("in capital letters", "all in upper case", "in CAPITALS"),
        "lower": ("in small letters", "all in lower case", "without any capital letters"),
        "same": ("exactly as it stands here", "just so"),
    }[how]
    button = rng.choice(SUBMIT)
    inner = f'<div><input class="input" id="f" aria-label="text" style="width:{rng.choice(["90%", "70%", "130px"])}"></div>{k.button(button, f"id=go {ended(k)}")}'
    task = ask(
        k,
        [
            "Write {T} {how} and press {b}.",
            "Type {T} {how}, then click {b}.",
            "Put {T} {how} into the field and press {b}.",
        ],
        T=word,
        how=rng.choice(spoken),
        b=button,
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield from s.write("#f", text)
        yield s.click("#go")
        yield done()

    return Job(task, place(k, task, inner, plain=True), plan, f"{FINISHED} && f.value === {repr_js(text)}")


def foreign(k: Kit) -> Job:
    """Words beyond ASCII: typed, or on buttons, links and boxes."""
    rng = k.rng
    words = rng.sample(_FOREIGN, rng.randint(3, 6))
    goal, how = words[0], rng.choice(["type", "button", "link", "box", "type"])
    button = rng.choice(SUBMIT)
    rng.shuffle(words)
    if how == "type":
        inner = f'<div><input class="input" id="f" aria-label="text" style="width:80%"></div>{k.button(button, f"id=go {ended(k)}")}'
        task = ask(
            k,
            [
                "Type {T} and press {b}.",
                "Write {T} into the field, then click {b}.",
                "Put {T} into the box and submit with {b}.",
            ],
            T=goal,
            b=button,
        )
    elif how == "box":
        inner = "".join(
            f"<div>{k.check(word, f'data-w={at}')}</div>" for at, word in enumerate(words)
        ) + k.button(button, f"id=go {ended(k)}")
        task = ask(k, ["Tick {T} and press {b}.", "Mark {T}, then click {b}."], T=goal, b=button)
    else:
        make = k.button if how == "button" else k.link
        inner = " ".join(
            f'<span style="display:inline-block;margin:{rng.randint(2, 10)}px">{make(word, f"data-w={at} {ended(k) if word == goal else chr(32)}")}</span>'
            for at, word in enumerate(words)
        )
        task = ask(
            k,
            ["Click the {how} {T}.", "Press {T}." if how == "button" else "Follow {T}.", "Click on {T}."],
            how=how,
            T=goal,
        )
    at = words.index(goal)

    def plan(s: Scene) -> Iterator[Action]:
        if how == "type":
            yield from s.write("#f", goal)
            yield s.click("#go")
        elif how == "box":
            yield s.click(f"label:has([data-w='{at}'])")
            yield s.click("#go")
        else:
            yield from s.reach(f"[data-w='{at}']")
            yield s.click(f"[data-w='{at}']")
        yield done()

    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"{FINISHED}" + (f" && f.value === {repr_js(goal)}" if how == "type" else ""),
    )


def several(k: Kit) -> Job:
    """A form of everything: a text, a list, a radio button, a box; some of it asked for."""
    rng = k.rng
    name, colour, size = (
        k.words.pick("first"),
        k.words.different(rng.randint(3, 6), "word"),
        k.words.different(rng.randint(2, 4), "word"),
    )
    at, of = rng.randrange(1, len(colour)), rng.randrange(len(size))
    parts, says, steps = (
        [],
        [],
        rng.sample(["text", "list", "radio", "box"], rng.randint(2, 4 if k.height > 300 else 3)),
    )
    button = rng.choice(SUBMIT)
    label = {
        "text": k.some("Name", "Guest", "Author"),
        "list": k.some("Kind", "Colour", "Group"),
        "radio": k.some("Size", "Level", "Way"),
        "box": k.some("Urgent", "Gift wrap", "Send a copy", "I agree"),
    }
    for step in steps:
        match step:
            case "text":
                parts.append(
                    f'<div class="field"><label for="f">{label[step]}</label><input class="input" id="f"></div>'
                )
                says.append(f'enter "{name}" as the {label[step].lower()}')
            case "list":
                parts.append(
                    f'<div class="field"><label for="s">{label[step]}</label>{k.select(colour, "id=s", 0)}</div>'
                )
                says.append(f'choose "{colour[at]}" as the {label[step].lower()}')
            case "radio":
                parts.append(
                    f"<fieldset><legend>{label[step]}</legend>{''.join(k.check(one, f'id=r{index}', 'radio', 'g') + ' ' for index, one in enumerate(size))}</fieldset>"
                )
                says.append(f'set {label[step].lower()} to "{size[of]}"')
            case _:
                parts.append(f"<div>{k.check(label[step], 'id=b')}</div>")
                says.append(f'tick "{label[step]}"')
    task = f"{', '.join(says[:-1])}{' and ' if says[:-1] else ''}{says[-1]}, then press {button}."
    task = task[0].upper() + task[1:]

    def plan(s: Scene) -> Iterator[Action]:
        for step in steps:
            query = {"text": "#f", "list": "#s", "radio": f"label:has(#r{of})", "box": "label:has(#b)"}[step]
            yield from s.reach(query)
            if step == "text":
                yield s.click("#f")
                yield Type(text=name)
            elif step == "list":
                yield from s.pick("#s", colour[at])
            else:
                yield s.click(query)
        yield from s.reach("#go")
        yield s.click("#go")
        yield done()

    checks = {
        "text": f"f.value === {repr_js(name)}",
        "list": f"s.selectedIndex === {at}",
        "radio": f"r{of}.checked",
        "box": "b.checked",
    }
    inner = "".join(parts) + k.button(button, f"id=go {ended(k)}")
    return Job(task, place(k, task, inner), plan, " && ".join([FINISHED, *(checks[step] for step in steps)]))


JOBS = {"twice": twice, "focus": focus, "cased": cased, "foreign": foreign, "several": several}
