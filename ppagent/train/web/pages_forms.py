"""In: a kit. Out: bodies of pages to fill in: log-in, sign-up, settings."""

from __future__ import annotations

from ppagent.train.web.kit import Kit, esc

FIELDS = (
    "First name", "Last name", "Full name", "Email", "Email address", "Phone", "Phone number", "Company", "Street", "City", "Zip code",
    "Country", "Job title", "Website", "Date of birth", "Username", "Nickname", "Subject", "Address", "State", "Department", "Amount",
    "Card number", "Notes", "Age", "Quantity", "Title", "Category", "Password", "Confirm password", "Destination", "Guests", "Budget",
)  # fmt: skip
SUBMIT = (
    "Submit",
    "Send",
    "Save",
    "Continue",
    "OK",
    "Apply",
    "Next",
    "Register",
    "Create account",
    "Confirm",
    "Done",
    "Go",
    "Sign up",
    "Update",
)
CANCEL = ("Cancel", "Reset", "Back", "Clear", "Discard", "Close", "Skip", "Later", "No thanks")
OPTIONS = (
    "Dark mode", "Notifications", "Email alerts", "Location", "Bluetooth", "Wi-Fi", "Airplane mode", "Auto-save", "Spell check", "Sound",
    "Vibration", "Sync", "Show previews", "Auto-update", "Developer mode", "High contrast", "Read receipts", "Two-step sign-in", "Cookies",
    "Private account", "Remember me", "Newsletter", "Night light", "Keep history", "Compact view", "Animations", "Line numbers", "Word wrap",
    "Mouse keys", "Autoplay", "Captions", "Offline mode", "Do not disturb", "Backup", "Data saver", "Hot corner", "VPN", "Screen lock",
)  # fmt: skip


def field_value(k: Kit, label: str) -> str:
    """What someone would write into a field of that label."""
    low, words = label.lower(), k.words
    if "email" in low:
        return words.email()
    if "phone" in low or "card" in low:
        return f"{k.rng.randint(100, 999)}-{k.rng.randint(1000, 9999)}"
    if low in {"age", "quantity", "guests", "amount", "budget", "zip code"}:
        return str(k.rng.randint(1, 90000 if low == "zip code" else 99))
    if "first" in low:
        return words.pick("first")
    if "last" in low:
        return words.pick("last")
    if "name" in low and "user" not in low and "nick" not in low:
        return words.person()
    if low in {"city", "destination", "state", "country"}:
        return words.pick("city")
    if "user" in low or "nick" in low:
        return words.user()
    if "date" in low:
        return words.date()
    return words.phrase(1, 2)


def login(k: Kit) -> str:
    """A log-in card in the middle, with or without a picture beside it."""
    rng = k.rng
    user = k.field(
        rng.choice(["Username", "Email", "Email address", "User name", "Login"]),
        value=k.words.user() if rng.random() < 0.3 else "",
    )
    word = k.field("Password", kind="password", value=k.words.secret() if rng.random() < 0.3 else "")
    others = [
        k.check(
            rng.choice(["Remember me", "Stay signed in", "Keep me logged in"]),
            "checked" if rng.random() < 0.5 else "",
        )
    ]
    if rng.random() < 0.6:
        others.append(k.link(rng.choice(["Forgot password?", "Reset password", "Need help?"])))
    social = "".join(
        k.button(f"{rng.choice(['Continue', 'Sign in'])} with {name}")
        for name in rng.sample(["email link", "passkey", "SSO", "phone"], rng.randint(0, 2))
    )
    title = rng.choice(["Log in", "Sign in", "Welcome back", "Login", f"Sign in to {k.words.phrase(1, 1)}"])
    width = min(k.width - 24, rng.choice([240, 300, 360, 420]))
    return (
        f'{k.top() if rng.random() < 0.4 else ""}<main class="col" style="align-items:center;padding:{rng.randint(4, 60)}px 8px"><section class="card" style="width:{width}px">'
        f'<h2>{esc(title)}</h2>{user}{word}<div class="rowx between wrap small">{"".join(others)}</div><div class="rowx wrap" style="margin-top:8px">'
        f"{k.button(rng.choice(['Log in', 'Sign in', 'Continue', 'Login', 'Next']), main=True)}{k.button(rng.choice(['Cancel', 'Sign up', 'Register'])) if rng.random() < 0.5 else ''}</div>"
        f'<div class="col" style="margin-top:8px">{social}</div><p class="small">New here? {k.link(rng.choice(["Create an account", "Sign up", "Join now"]))}</p></section></main>'
    )


def signup(k: Kit) -> str:
    """A longer form in one or two columns, some of it filled in."""
    rng = k.rng
    side = rng.random() < 0.4
    parts = []
    for label in rng.sample(FIELDS, rng.randint(4, 9)):
        value = field_value(k, label) if rng.random() < 0.4 else ""
        parts.append(
            k.field(label, kind="password" if "assword" in label else "text", value=value, side=side)
        )
    name = k.id()
    parts.append(
        f'<div class="field{" side" if side else ""}"><label for="{name}">{rng.choice(["Country", "Language", "Plan", "Role"])}</label>{k.select([k.words.pick("city") for _ in range(4)], f"id={name}")}</div>'
    )
    if rng.random() < 0.5:
        number = k.id()
        parts.append(
            f'<div class="field{" side" if side else ""}"><label for="{number}">{rng.choice(["Seats", "Copies", "Nights"])}</label><input id="{number}" class="input" type="number" value="{rng.randint(1, 20)}" style="width:6em"></div>'
        )
    if rng.random() < 0.4:
        area = k.id()
        parts.append(
            f'<div class="field"><label for="{area}">{rng.choice(["Comments", "Message", "About you"])}</label><textarea class="input" id="{area}" rows="3" placeholder="{esc(k.words.phrase(2, 4))}"></textarea></div>'
        )
    group = k.id()
    radios = "".join(
        k.check(k.words.phrase(1, 1), "checked" if at == 0 else "", "radio", group)
        for at in range(rng.randint(2, 4))
    )
    boxes = "".join(
        k.check(text)
        for text in rng.sample(
            [
                "I agree to the terms",
                "Send me news",
                "Subscribe",
                "Gift wrap",
                "I am not a robot",
                "Remember this device",
            ],
            2,
        )
    )
    columns = (
        f"display:grid;grid-template-columns:1fr 1fr;gap:0 {rng.randint(8, 24)}px"
        if k.width > 620 and rng.random() < 0.5
        else ""
    )
    return (
        f'<main class="card" style="max-width:{rng.choice([420, 560, 760])}px;margin:{rng.randint(0, 20)}px auto"><h1>{esc(rng.choice(["Create account", "Sign up", "Registration", "Contact us", "Booking", "Your details", "Checkout"]))}</h1>'
        f'<form style="{columns}">{"".join(parts)}</form><fieldset><legend>{esc(k.words.phrase(1, 2))}</legend><div class="rowx wrap">{radios}</div></fieldset>'
        f'<div class="col">{boxes}</div><div class="rowx" style="margin-top:8px">{k.button(rng.choice(SUBMIT), main=True, icon="check")}{k.button(rng.choice(CANCEL))}</div></main>'
    )


def settings(k: Kit) -> str:
    """Sections with switches, selects, sliders, radio buttons; a list of sections beside them."""
    rng = k.rng
    names = rng.sample(
        [
            "General",
            "Account",
            "Privacy",
            "Display",
            "Sound",
            "Network",
            "Security",
            "Language",
            "Storage",
            "Updates",
            "Accessibility",
            "Keyboard",
            "Billing",
            "Appearance",
        ],
        rng.randint(3, 9),
    )
    at = rng.randrange(len(names))
    nav = "".join(
        f'<a href="#" data-role="list item"{" aria-current=page" if index == at else ""}>{k.icon()[1] if rng.random() < 0.7 else ""} {name}</a>'
        for index, name in enumerate(names)
    )
    rows = []
    for label in rng.sample(OPTIONS, rng.randint(4, 10)):
        kind = rng.random()
        if kind < 0.5:
            control = k.switch(label, on=rng.random() < 0.5)
        elif kind < 0.62:
            control = k.select([k.words.phrase(1, 1) for _ in range(3)], f'aria-label="{label}"')
        elif kind < 0.74:
            control = f'<input type="range" min="0" max="100" value="{rng.randint(0, 100)}" aria-label="{label}" style="width:{rng.randint(70, 160)}px">'
        elif kind < 0.86:
            control = (
                f'<input type="checkbox" aria-label="{label}"{" checked" if rng.random() < 0.5 else ""}>'
            )
        else:
            control = k.button(rng.choice(["Change", "Edit", "Manage", "Set up", "Reset"]))
        about = (
            f'<div class="faint small" data-role="text">{esc(k.words.sentence(3, 7))}</div>'
            if rng.random() < 0.4
            else ""
        )
        rows.append(
            f'<div class="rowx between" data-group="{label}"><div><span data-role="text">{label}</span>{about}</div>{control}</div>'
        )
    group = k.id()
    theme = "".join(
        k.check(name, "checked" if index == 0 else "", "radio", group)
        for index, name in enumerate(rng.sample(["Light", "Dark", "System", "Small", "Medium", "Large"], 3))
    )
    side = (
        f'<nav class="nav" style="width:{rng.randint(110, 220)}px;flex:none">{nav}</nav>'
        if k.width > 460
        else ""
    )
    return (
        f'{k.top(title=rng.choice(["Settings", "Preferences", "Options"])) if rng.random() < 0.7 else ""}<div class="rowx" style="align-items:flex-start;padding:8px">{side}<section class="grow"><h2>{names[at]}</h2><div class="list card">{"".join(rows)}</div>'
        f'<fieldset style="margin-top:8px"><legend>{rng.choice(["Theme", "Size", "Mode"])}</legend>{theme}</fieldset><div class="rowx" style="margin-top:8px">{k.button(rng.choice(SUBMIT), main=True)}{k.button(rng.choice(CANCEL))}</div></section></div>'
    )


PAGES = {"login": login, "signup": signup, "settings": settings}  # fmt: skip
