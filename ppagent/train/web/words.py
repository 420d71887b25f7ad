"""In: a random generator and which side of the split. Out: names, texts, figures: what is written on a page."""

from __future__ import annotations

import functools
import random
import zlib
from pathlib import Path

HELD_ONE_IN = 8
"""One word in so many is never seen in training."""
_HERE = Path(__file__).parent
_NAMES = {
    kind: tuple(rest.split())
    for kind, rest in (line.split(":") for line in (_HERE / "names.txt").read_text().splitlines())
}
MONTHS, DAYS = _NAMES["month"], _NAMES["day"]


def is_held(word: str) -> bool:
    """Whether a word is kept from training."""
    return zlib.crc32(word.casefold().encode()) % HELD_ONE_IN == 0


@functools.cache
def _side(held: bool) -> dict[str, tuple[str, ...]]:
    lists = {**_NAMES, "word": tuple((_HERE / "words.txt").read_text().split())}
    return {name: tuple(word for word in words if is_held(word) == held) for name, words in lists.items()}


class Words:
    """Draws words of one side of the split; all by the generator that it is given."""

    def __init__(self, rng: random.Random, *, held: bool) -> None:
        self.rng = rng
        self.lists = _side(held)

    def pick(self, kind: str) -> str:
        """One of ``first``, ``last``, ``city``, ``product``, ``adjective``, ``word``."""
        return self.rng.choice(self.lists[kind])

    def word(self) -> str:
        """A word in lower case."""
        return self.pick("word")

    def phrase(self, least: int = 1, most: int = 3) -> str:
        """Some words, the first of them or each with a capital letter, or none."""
        words = [self.word() for _ in range(self.rng.randint(least, most))]
        style = self.rng.random()
        if style < 0.5:
            return " ".join([words[0].capitalize(), *words[1:]])
        return " ".join(word.capitalize() for word in words) if style < 0.8 else " ".join(words)

    def sentence(self, least: int = 4, most: int = 12) -> str:
        """Words with a capital letter in front and a full stop behind."""
        words = [self.word() for _ in range(self.rng.randint(least, most))]
        if len(words) > 5 and self.rng.random() < 0.4:
            words[2] += ","
        return " ".join(words).capitalize() + self.rng.choice("...!?")

    def text(self, sentences: int) -> str:
        """So many sentences."""
        return " ".join(self.sentence() for _ in range(sentences))

    def person(self) -> str:
        """First and last name."""
        return f"{self.pick('first')} {self.pick('last')}"

    def email(self) -> str:
        """An address of nobody."""
        first, last = self.pick("first").lower(), self.pick("last").lower()
        return (
            self.rng.choice(
                [
                    f"{first}.{last}",
                    f"{first}{self.rng.randint(1, 99)}",
                    f"{first[0]}{last}",
                    f"{self.word()}",
                ]
            )
            + f"@{self.rng.choice(_NAMES['domain'])}"
        )

    def user(self) -> str:
        """A log-in name."""
        return self.rng.choice([
            self.pick("first").lower(), f"{self.pick('first').lower()}{self.rng.randint(1, 999)}",
            f"{self.word()}_{self.word()}", f"{self.pick('last')}{self.rng.randint(10, 99)}",
        ])  # fmt: skip

    def secret(self) -> str:
        """A password of nobody."""
        signs = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
        if self.rng.random() < 0.4:
            return self.word() + str(self.rng.randint(1, 99))
        return "".join(self.rng.choices(signs, k=self.rng.randint(4, 9)))

    def product(self) -> str:
        """A thing in a shop."""
        return f"{self.pick('adjective').capitalize()} {self.pick('product')}"

    def song(self) -> str:
        """A song's name."""
        return " ".join(
            word.capitalize()
            for word in (self.pick("adjective"), *(self.word() for _ in range(self.rng.randint(1, 2))))
        )

    def host(self) -> str:
        """A machine's name."""
        rng = self.rng
        return f"{self.word()}{rng.choice(['-', '', '.', '_'])}{rng.choice([f'{rng.randint(1, 40):02}', str(rng.randint(1, 9)), self.word()])}"

    def sentence_short(self) -> str:
        """A few words, the first with a capital letter; a number before them at times."""
        number = f"#{self.rng.randint(2, 4999)} " if self.rng.random() < 0.2 else ""
        return number + " ".join(self.word() for _ in range(self.rng.randint(2, 4))).capitalize()

    def price(self) -> str:
        """With two decimals."""
        return f"{self.rng.choice('$$$€£')}{self.rng.randint(1, 999)}.{self.rng.choice(['00', '50', '95', '99', '25'])}"

    def date(self) -> str:
        """A day in one of the usual spellings."""
        day, month, year = self.rng.randint(1, 28), self.rng.randint(1, 12), self.rng.randint(2015, 2030)
        name = MONTHS[month - 1]
        return self.rng.choice([
            f"{year}-{month:02}-{day:02}", f"{month:02}/{day:02}/{year}", f"{day} {name[:3]} {year}", f"{name} {day}",
            f"{name[:3]} {day}", f"{day:02}.{month:02}.{year}",
        ])  # fmt: skip

    def file(self) -> str:
        """A file's name."""
        joint = self.rng.choice("_- ")
        stem = joint.join(self.word() for _ in range(self.rng.randint(1, 2)))
        if self.rng.random() < 0.2:
            stem += f"{joint}{self.rng.randint(1, 2030)}"
        return f"{stem}.{self.rng.choice(_NAMES['extension'])}"

    def number(self) -> str:
        """A figure as a table shows it."""
        rng = self.rng
        return rng.choice([
            f"{rng.randint(0, 99)}", f"{rng.randint(100, 9999)}", f"{rng.randint(1000, 999999):,}", f"{rng.random() * 100:.1f}%",
            f"{rng.random() * 100:.2f}", f"{rng.randint(1, 900)} {rng.choice(['KB', 'MB', 'GB', 'ms', 'km'])}", self.price(),
        ])  # fmt: skip

    def different(self, count: int, kind: str) -> list[str]:
        """So many different results of one of the methods above, such as ``person``."""
        found: dict[str, None] = {}
        while len(found) < count:
            found[getattr(self, kind)()] = None
        return list(found)
