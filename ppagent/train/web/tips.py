"""In: what an icon means. Out: what its button says of itself when the pointer rests on it, in more words than its name."""

from __future__ import annotations

import random

_TIPS = {
    "add": "Create a new entry|Add one more|Insert a new item here", "add user": "Invite somebody to this space|Add a person",
    "align center": "Center the text between the margins", "align left": "Line the text up on the left", "align right": "Line the text up on the right",
    "attach": "Attach a file from this computer|Add a file to the letter", "back": "Return to the page before (Alt+Left)|Go back one step",
    "bell": "Show what is new", "bold": "Make the marked text bold (Ctrl+B)|Heavy letters", "bookmark": "Keep this for later|Save this place in the text",
    "calendar": "Choose a day|Show the month", "camera": "Take a picture now", "cart": "See what you are going to buy|Your basket",
    "chart": "Show the figures as a chart", "chat": "Talk about this|Write to the others here", "check": "Mark as finished|Accept the change",
    "clock": "Remind me later|What happened here before", "close": "Shut this panel (Esc)|Dismiss without saving", "cloud": "Stored online, click to sync",
    "code": "Show the source of this text", "comment": "Write a remark|Say what you think of it", "copy": "Put a copy on the clipboard (Ctrl+C)|Make a second one like it",
    "credit card": "Choose how to pay", "crop": "Cut away what lies outside the frame", "cut": "Move the selection to the clipboard (Ctrl+X)",
    "database": "Choose where the data come from", "delete": "Throw it away (Del)|Move to the bin|Remove for good, this cannot be undone",
    "down": "Show more below|Move one place down", "download": "Save a copy on this computer|Fetch the file", "edit": "Change the text of it|Rename or change (F2)",
    "eye": "See how it will look|Show what is hidden", "file": "Open a new empty file", "filter": "Show only some of the rows|Narrow the list down",
    "flag": "Report this to the moderators|Mark for follow-up", "folder": "Put into another folder|Choose a folder", "forward": "Go on to the page after (Alt+Right)|Pass it on to somebody",
    "full screen": "Fill the whole screen (F11)|Enlarge the view to the edges", "gift": "Give this as a present", "globe": "Change the language of the page",
    "grid": "Show as tiles|All apps", "headphones": "Listen to it|Choose where the sound goes", "heart": "Tell others that you like it|Add to your favourites",
    "help": "Explain this page (F1)|Open the manual", "hide": "Do not show this any more", "home": "Back to the first page|Go to the start",
    "image": "Insert a picture into the text", "information": "Details of this entry|More about it", "inbox": "Letters that have come in",
    "italic": "Slanted letters (Ctrl+I)", "key": "Change the password", "left": "Page before this one|Scroll to the left", "lightning": "Run quick actions",
    "link": "Copy the address of this item|Turn the marked words into a link", "list": "Show as a list|Start a list with bullets", "location": "Show where this is on the map",
    "lock": "Protect against changes|Only you can see this", "log out": "End your session on this computer", "mail": "Write a letter to this person", "map": "Show the surroundings",
    "menu": "Show or hide the side bar|Open the main menu", "microphone": "Speak instead of typing|Start recording your voice", "minus": "Take one away|Make it smaller",
    "monitor": "Show on another display|Present to the others", "moon": "Switch to dark colours", "more": "Further actions for this one|What else can be done",
    "move": "Drag to put it elsewhere", "music": "Songs of this album", "mute": "Turn the sound off (M)|No more messages of this kind",
    "next": "Jump to the song after this one|Skip ahead", "notifications": "See what has happened since yesterday|Tell me when something changes",
    "package": "Put away into the archive|Where is my parcel", "pause": "Hold it for a moment (Space)|Halt without losing the place", "phone": "Ring this number",
    "play": "Begin to play (Space)|Start from where you stopped", "previous": "Jump to the song before this one|Start the track over", "print": "Send to the printer (Ctrl+P)|Put it on paper",
    "redo": "Do again what was taken back (Ctrl+Y)", "refresh": "Fetch the newest state|Load all of it again (F5)", "reply": "Answer only the sender|Write back (R)",
    "right": "Page after this one|Scroll to the right", "rotate": "Turn by a quarter|Turn the picture to the right", "save": "Write the changes to disk (Ctrl+S)|Keep what you have done",
    "search": "Look for words in all entries (Ctrl+F)|Find something on this page", "send": "Off it goes (Ctrl+Enter)|Deliver this now", "settings": "Change how this works|Preferences of this page",
    "share": "Let others see this|Pass the address on", "shield": "Check who may do what", "shopping bag": "Go to the checkout", "smile": "Insert a funny face|Pick an emoji",
    "speaker": "Set how loud it is|Sound on or off", "star": "Mark as important|Put among the best ones", "stop": "End it at once|Give up and go back to the beginning",
    "sun": "Switch to bright colours", "table": "Insert rows and columns", "tag": "Give it a label|Sort it into a category", "terminal": "Type commands by hand",
    "thumbs down": "Not good|Show me less of this", "thumbs up": "Good|Show me more of this", "underline": "Draw a line below the marked text (Ctrl+U)",
    "undo": "Take the last change back (Ctrl+Z)", "unlock": "Allow changes again", "up": "Move one place up|Back to the top of the page", "upload": "Send a file from this computer|Put files online",
    "user": "Your own page and account", "users": "Everybody who takes part", "video": "Begin a call with pictures", "warning": "Show what went wrong", "wifi": "Choose a network",
    "zoom in": "Make everything larger (Ctrl +)|Look closer", "zoom out": "Make everything smaller (Ctrl -)|See more at once",
}  # fmt: skip
KEYS = ("Del", "E", "R", "F", "S", "Ctrl+D", "Ctrl+E", "Alt+A", "Shift+P", "F4", "F6", "Ctrl+Shift+K")


def tip(rng: random.Random, meaning: str) -> str:
    """A tool tip of an icon: its name with a capital letter when there are no more words for it."""
    told = _TIPS.get(meaning, "").split("|")
    return rng.choice(told) if told[0] and rng.random() < 0.7 else meaning.capitalize()


def row_tip(rng: random.Random, verb: str, noun: str) -> str:
    """A tool tip of a button in a row: what it does to what the row is."""
    plain, bare = verb.capitalize(), verb.rsplit(" ", 1)[0] if verb.endswith(OPEN) else verb
    last = "" if verb.endswith(_CLOSED) else rng.choice((f" this {noun}", f" the {noun}"))
    return rng.choice(
        (
            plain + last,
            plain + last,
            f"Click to {bare}",
            f"{bare.capitalize()} ({rng.choice(KEYS)})",
            bare.capitalize(),
        )
    )


OPEN = (" of", " to", " on", " with", " about", " in")
"""Verbs that end so are followed by what the row is."""
_CLOSED = (
    " down",
    " up",
    " off",
    " out",
    " away",
    "properties",
    "options",
    "actions",
    " list",
    " basket",
    " comparison",
    " favourites",
    " playlist",
    " later",
    " disk",
    " map",
    " top",
    " done",
    "next",
    " others",
    " team",
)
