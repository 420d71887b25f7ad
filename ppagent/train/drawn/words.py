"""In: a word list and the stock phrases of user interfaces. Out: labels, names, numbers and file names, of one side of the split."""

from __future__ import annotations

import random
import zlib
from pathlib import Path

PHRASES = Path(__file__).with_name("phrases.txt")
ENDINGS = [
    "txt",
    "pdf",
    "png",
    "jpg",
    "doc",
    "docx",
    "xls",
    "xlsx",
    "csv",
    "py",
    "js",
    "ts",
    "html",
    "css",
    "json",
    "md",
    "zip",
    "tar.gz",
    "mp3",
    "mp4",
    "svg",
    "c",
    "cpp",
    "h",
    "rs",
    "go",
    "java",
    "sh",
    "log",
    "xml",
    "yaml",
    "ini",
    "odt",
    "ods",
    "pptx",
    "bak",
]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
PLACES = ("~/", "/home/", "/usr/", "C:\\", "./")
# Plain letters and the accented ones that stand for them in Latin-1 and Latin-2.
ACCENTED = {"a": "äáàâåãą", "c": "çćč", "e": "éèêëęě", "i": "íîï", "n": "ñńň", "o": "öóôøő", "s": "šś",
            "u": "üúûů", "y": "ý", "z": "žźż", "l": "ł", "r": "ř"}  # fmt: skip


def is_held_out(text: str) -> bool:
    """One text in ten belongs to the held-out side; letter case does not matter."""
    return zlib.crc32(text.lower().encode()) % 10 == 0


class Words:
    """All that is written on a sheet.

    Attributes:
        rng: set anew for every sheet.
        words: dictionary words of this side.
        phrases: stock labels of this side, such as "Save As...".
        accents: share of words that get an accented letter; nought where the font has none.
        menus: what all menu bars on the sheet hold; empty: each its own.
        echoes: titles of the windows on the sheet, which come again as labels; set anew for every sheet.
    """

    def __init__(self, word_list: Path, *, held_out: bool) -> None:
        self.held_out = held_out
        every = word_list.read_text(encoding="utf-8").split()
        phrases = PHRASES.read_text(encoding="utf-8").replace("\n", ";").split(";")
        self.words = [word for word in every if is_held_out(word) == held_out]
        self.phrases = [text for text in phrases if text and is_held_out(text) == held_out]
        self.rng = random.Random()
        self.accents = 0.0
        self.echoes: list[str] = []
        self.menus: list[str] = []

    def fixed(self, *texts: str) -> str:
        """One of the texts that is on this side of the split; any stock phrase when none is."""
        ours = [text for text in texts if is_held_out(text) == self.held_out]
        return self.rng.choice(ours) if ours else self.phrase()

    def phrase(self) -> str:
        """A stock label."""
        return self.rng.choice(self.phrases)

    def lower(self) -> str:
        """A word in small letters."""
        return self.word().lower()

    def word(self) -> str:
        """A word: capitalised, as it is, or all capitals."""
        word = self.rng.choice(self.words)
        if self.accents and self.rng.random() < self.accents:
            word = self._accented(word)
        share = self.rng.random()
        if share < 0.45:
            return word.capitalize()
        return word if share < 0.93 else word.upper()

    def short(self, phrases: float = 0.6) -> str:
        """A stock label or one word; ``phrases`` is the share of the former."""
        return self.phrase() if self.rng.random() < phrases else self.word()

    def label(self, most: int = 3) -> str:
        """Anything that is written on a control: phrases, words, names, numbers; ``most`` words of the dictionary."""
        rng, share = self.rng, self.rng.random()
        if self.echoes and rng.random() < 0.05:
            return rng.choice(self.echoes)
        if share < 0.34:
            return self.phrase()
        if share < 0.66:
            more = [
                self.lower() if rng.random() < 0.6 else self.word() for _ in range(rng.randint(0, most - 1))
            ]
            return " ".join([self.word(), *more])
        if share < 0.72:
            return self.file()
        if share < 0.80:
            return self.number()
        if share < 0.84:
            return f"{self.word()} {rng.randint(1, 99)}"
        if share < 0.87:
            return self.word() + rng.choice((" (%d)", " %d%%", ": %d", " v%d")) % rng.randint(0, 300)
        if share < 0.92:
            return self.person()
        if share < 0.95:
            return self.phrase() + rng.choice(("...", f" {self.word()}", " >", ":"))
        return self.sentence(rng.randint(2, 5))

    def person(self) -> str:
        """Two capitalised words, as names are."""
        return f"{self.word().capitalize()} {self.word().capitalize()}"

    def sentence(self, count: int) -> str:
        """``count`` dictionary words, the first one capitalised."""
        return " ".join(self.lower() for _ in range(count)).capitalize()

    def file(self) -> str:
        """A file name or a path."""
        rng = self.rng
        name = self.lower()
        if rng.random() < 0.5:
            more = rng.choice((self.lower(), str(rng.randint(1, 2030)), self.word()))
            name += rng.choice(("_", "-", " ", "")) + more
        return f"{name}.{rng.choice(ENDINGS)}" if rng.random() < 0.85 else rng.choice(PLACES) + name

    def number(self) -> str:
        """A number as lists and tables show them: counts, prices, dates, times, sizes, shares, addresses."""
        rng, share = self.rng, self.rng.random()
        if share < 0.2:
            return str(rng.randint(0, 9999))
        if share < 0.32:
            return f"${rng.randint(0, 2000)}.{rng.randint(0, 99):02}"
        if share < 0.44:
            return f"{rng.randint(1990, 2030)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        if share < 0.54:
            return f"{rng.randint(0, 23)}:{rng.randint(0, 59):02}{rng.choice(('', ' AM', ' PM'))}"
        if share < 0.62:
            return f"{rng.uniform(0, 999):.1f} {rng.choice(('KB', 'MB', 'GB', 'ms', 'km'))}"
        if share < 0.70:
            return f"{rng.randint(0, 100)}%"
        if share < 0.80:
            return f"{rng.choice(MONTHS)} {rng.randint(1, 31)}, {rng.randint(1995, 2030)}"
        if share < 0.86:
            return f"#{rng.randint(1, 99999)}"
        if share < 0.92:
            return f"{self.lower()}@{self.lower()}{rng.choice(('.com', '.org', '.net'))}"
        return f"{rng.randint(1, 999)},{rng.randint(0, 999):03}"

    def _accented(self, word: str) -> str:
        places = [place for place, letter in enumerate(word) if letter in ACCENTED]
        for place in self.rng.sample(places, min(len(places), self.rng.randint(1, 2))):
            word = word[:place] + self.rng.choice(ACCENTED[word[place]]) + word[place + 1 :]
        return word
