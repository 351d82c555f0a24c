"""Which emoji are nearly the same picture: they are learnt from together, or held out together."""

import re

# Of a name: after the colon come skin, hair, direction or who is in a family.
DETAIL = re.compile(r":.*")
WHOLE = {"clock": re.compile(r".*(o.clock|-thirty)"), "cat": re.compile(r".*\bcat\b.*")}
VARIED = re.compile(
    r"\b(man|men|woman|women|person|people|boys?|girls?|male|female|child|baby|adult|older|old|"
    r"mr|mrs|prince|princess|frowning|pouting|red|orange|yellow|green|light blue|blue|purple|"
    r"brown|black|white|grey|pink|left|right|up|down|leftwards|rightwards|upwards|downwards|"
    r"1st|2nd|3rd)\b"
)


def family(name: str) -> str:
    """What the names of near twins have in common: ``walking`` of ``man walking: facing right``."""
    plain = DETAIL.sub("", name.lower())
    for whole, pattern in WHOLE.items():
        if pattern.fullmatch(plain):
            return whole
    return " ".join(VARIED.sub(" ", plain).split())
