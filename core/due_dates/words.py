"""The words and patterns that plans write dates with. What they mean is said where they are used."""

import re
import unicodedata
from collections.abc import Mapping

#: Longer text is kept whole, but only its beginning is read.
READ_AT_MOST = 400

_PLAIN = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-") | dict.fromkeys(map(ord, "‘’`´′"), "'")


def plain(text: str) -> str:
    """Lower case, plain dashes and quotes, single spaces, no longer than what is read."""
    head = unicodedata.normalize("NFKC", text[:READ_AT_MOST]).translate(_PLAIN).lower()
    head = re.sub(r"->|=>|→|⇒", " now ", head).replace("\n", " ; ")
    return " ".join(head.split())[:READ_AT_MOST]


def blank(words: str, at: int, to: int) -> str:
    """The words with a date taken out: every letter of it is now "¦", so that places stay the same."""
    return words[:at] + "¦" * (to - at) + words[to:]


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


# --- Parts of a date -----------------------------------------------------------------------------------------------

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?(?![0-9])"
#: A year after a month or term. Two digits are none where they begin a time, a share or another date.
_YEAR = (
    r"'?(?P<year>(?:19|20)[0-9]{2}(?![0-9]|/[0-9])"
    rf"|[0-9]{{2}}(?![0-9]|[:%/]|\.[0-9]|(?:st|nd|rd|th)\b|[ -]*(?:of )?{_MONTH}))"
)
_LONG_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_PAIR = r"(?P<first>(?:20)?[0-9]{2}) ?[/-] ?(?P<second>(?:20)?[0-9]{2})(?![0-9]|[/.-][0-9])"
_WHICH = r"(?P<which>(?:the )?(?:financial|fiscal|academic|school) (?:year)?|f/?y|a/?y)"
_TERM = r"(?:autumn|spring|summer)"
_ONE_TERM = rf"\b(?P<term>{_TERM})(?: terms?)?(?: [12](?![0-9/]))?"
_QUARTER = (
    r"(?:\b(?:q|qtr|quarter)\.? ?|\b(?=[1-4](?:st|nd|rd|th) q))(?P<q>[0-9])(?![0-9])"
    r"(?:(?:st|nd|rd|th) (?:quarter|qtr))?"
)
_BREAK = r"(?:half[ -]?terms?(?!ly)|holidays?|hols|break)\b"
NUMBER_WORDS: Mapping[str, int] = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
} | {"a": 1, "an": 1, "fifteen": 15, "eighteen": 18, "twenty-four": 24, "twenty": 20}
_NUMBER = rf"(?:[0-9]{{1,4}}|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})(?![a-z])"

# --- One date ------------------------------------------------------------------------------------------------------

#: Numbers that count something else: "Phase 1 March 2022" is no first of March.
COUNTS_SOMETHING = _pattern(
    r"\b(?:phase|stage|step|tranche|wave|cohort|key stage|ks|version|part|term|year|yr|y)[ .]?"
    r"[0-9]{1,2}(?![0-9]|[/.][0-9])"
    r"(?:(?: ?[,&/-] ?| and )[0-9]{1,2}(?![0-9]|[/.][0-9]))?"
    r"|[0-9]+(?:\.[0-9]+)? ?%"
)
ISO_DAY = _pattern(
    r"(?<![0-9])(?P<y>(?:19|20)[0-9]{2})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})(?![0-9])"
    r"(?:[t ][0-9:.]+z?)?"
)
NUMERIC_DAY = _pattern(
    r"(?<![0-9/.])(?:(?P<d1>[0-9]{1,2}) ?- ?)?(?P<d>[0-9]{1,2}) ?(?P<sep>[/.-]) ?(?P<m>[0-9]{1,2}) ?(?P=sep) ?"
    r"(?P<y>[0-9]{4}|[0-9]{2})(?![0-9]|[/.-][0-9])"
)
QUARTER_THEN_YEAR = _pattern(rf"{_QUARTER}(?:[ ,-]*(?:of )?(?:fy ?)?(?:{_PAIR}|{_YEAR}))")
YEARS_THEN_QUARTER = _pattern(rf"{_PAIR},? {_QUARTER}")
QUARTER_ALONE = _pattern(_QUARTER)
HOLIDAY = _pattern(
    rf"(?:(?:{_MONTH}|{_TERM}|easter|christmas|xmas|whitsun|whit)(?: term)? )?\b{_BREAK}"
    rf"(?:[ ,]*(?:of |in )?{_LONG_YEAR})?"
)
TERM_THEN_YEAR = _pattern(rf"{_ONE_TERM}(?:[ ,-]*(?:of )?(?:in )?(?:the )?(?:{_PAIR}|{_YEAR}))")
YEARS_THEN_TERM = _pattern(rf"{_PAIR},? {_ONE_TERM}")
TERM_ALONE = _pattern(_ONE_TERM)
WINTER = _pattern(r"\bwinter(?: term)?(?: [0-9]{2,4}(?:[/-][0-9]{2,4})?)?")
FEAST_DAY = _pattern(rf"\b(?P<name>easter|christmas|xmas)\b(?! term)(?:[ ,-]*{_YEAR})?")
NAMED_DAY = _pattern(
    rf"(?<![0-9/.:])(?:(?P<d1>{_DAY})(?P<by> ?(?:-|to|and|&|,|/|or) ?))?(?P<d>{_DAY})[ -]*(?:of )?"
    rf"(?P<month>{_MONTH})(?:[ ,.-]{{0,3}}{_YEAR})?"
)
MONTH_DAY_YEAR = _pattern(rf"\b(?P<month>{_MONTH}) ?(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?,? {_LONG_YEAR}(?![0-9])")
MONTH_DAYTH = _pattern(rf"\b(?P<month>{_MONTH}) (?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)\b")
MONTH_DIGIT = _pattern(rf"\b(?P<month>{_MONTH}) (?P<d>[0-9])(?![0-9/.:%])")
NAMED_MONTH = _pattern(rf"\b(?P<month>{_MONTH})(?:[ ,.'/-]{{0,3}}{_YEAR})?")
#: "May" is a month where it stands alone or beside one of these; "may change" names none.
MAY_IS_A_MONTH = _pattern(
    r"^\W*$|\b(?:by|in|end|early|mid|late|of|from|to|until|and)[ -]¦|[-/&] ?¦|¦ ?(?:[-/&]|and |to |or )"
)
KIND_THEN_YEARS = _pattern(rf"(?:\b{_WHICH} ?)(?<![0-9/.]){_PAIR}")
LONG_YEARS = _pattern(
    r"(?<![0-9/.-])(?P<first>20[0-9]{2}) ?[/-] ?(?P<second>(?:20)[0-9]{2}|1[3-9]|[2-9][0-9])"
    rf"(?![0-9]|[/.-][0-9])(?: {_WHICH})?"
)
SHORT_YEARS = _pattern(
    r"(?<![0-9/.-])(?P<first>1[3-9]|[2-6][0-9])/(?P<second>1[4-9]|[2-6][0-9])(?![0-9]|[/.-][0-9])"
    rf"(?: {_WHICH})?"
)
KIND_OF_YEAR = _pattern(r"\b(?:(?:financial|fiscal|academic|school) year|fy) ?(?:(?:19|20)?[0-9]{2})?(?![0-9])")
END_OF_YEAR = _pattern(r"\b(?:end of (?:the )?year|year[ -]end)\b(?! ?(?:of )?[0-9])")
END_OF_TERM = _pattern(r"\bend of (?:the )?term\b")
NUMERIC_MONTH = _pattern(
    r"(?<![0-9/.-])(?:(?P<m>[0-9]{1,2})[/.-](?P<y>(?:19|20)[0-9]{2})|(?P<y2>(?:19|20)[0-9]{2})[/-](?P<m2>[0-9]{1,2}))"
    r"(?![0-9]|[/.-][0-9])"
)
TWO_NUMBERS = _pattern(r"^(?:by )?(?!24/7)(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})(?=\.?$)")
CALENDAR_YEAR = _pattern(r"(?<![0-9/.,:'-])(?<![0-9] )(?P<y>20[1-6][0-9])(?![0-9/%]|[.,][0-9])")

# --- Before one date -----------------------------------------------------------------------------------------------

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY = _pattern(r"\b(?P<day>mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? ?(?:the )?$")
WEEK_OF = _pattern(r"\b(?:w/[cb]|w\.[cb]\.?|wc|wk/?c|(?:week|wk) (?:commencing|beginning|starting|of))[: ]*(?:the )?$")
WEEK_TO = _pattern(r"\b(?:w/e|w\.e\.?|(?:week|wk) ending)[: ]*(?:the )?$")

# --- Between and before several dates ------------------------------------------------------------------------------

TO = _pattern(
    r"[ ,;:.]*(?:-|to|until|till|til|through(?: to)?|up to|(?:and )?(?:ends?|ending|finish(?:es)?)|and)[ :.]*"
    r"(?:the )?(?:end[ -](?:of )?|early |mid[ -]?|late |by )?(?:the )?(?:of )?"
)
BETWEEN = _pattern(r"\bbetween\b[^0-9]{0,12}$")
LIST = _pattern(r" ?(?:/|,|;|&|\+|and|or|, and)? ?(?:the )?(?:end (?:of )?)?")
CALLED_NEW = _pattern(
    r"\b(?:now|revised|re-?vised|moved|extended|changed|re-?scheduled|slipped|amended|updated|deferred|delayed|pushed"
    r"|postponed|re-?profiled|new (?:date|deadline|target))\b[^¦]{0,30}$"
)
CALLED_OLD = _pattern(
    r"\b(?:was|were|originally|original(?: date)?|previously|formerly|old date|initially)\b[^¦]{0,20}$"
)

# --- Around the date that counts -----------------------------------------------------------------------------------

OPEN_BEFORE = _pattern(
    r"\b(?:from|since|starts?|started|starting(?: from| in)?|start date|commenc(?:es|ing)|begin(?:s|ning)?)[ :]*"
    r"(?:in |on )?(?:the )?(?:start of |beginning of |early )?$"
)
OPEN_AFTER = _pattern(r"^\W*(?:and |to )?(?:then )?(?:on-?going|beyond|onwards?|start\b)")
AFTER = _pattern(r"\b(?:after|following|post)[ :]*$")
BEFORE = _pattern(r"\b(?:before|prior to|in advance of|ahead of)[ :]*(?:the )?$")
ENDS = _pattern(
    r"\b(?:until|till|to|by|end(?:s|ing|ed)?|through|finish(?:es)?)\b[ :]*(?:the )?(?:end (?:of )?)?(?:the )?$"
)

# --- With or without a date ----------------------------------------------------------------------------------------

NOTHING = _pattern(r"[\s\W_]*|\W*(?:n/?a|none|nil|not applicable|no date(?: (?:set|given|held))?|not set|blank)\W*")
TBC = _pattern(
    r"\b(?:tb[acd]|t\.b\.[acd]|to be (?:confirmed|agreed|advised|determined|decided|set)|not yet (?:known|agreed|set)"
    r"|awaiting (?:a )?date)\b"
)
ONGOING = _pattern(
    r"\b(?:on-?going|on going|continuous(?:ly)?|continuing|continual(?:ly)?|rolling|business as usual|bau)\b"
)
RECURRING = _pattern(
    r"\b(?:daily|weekly|fortnightly|monthly|bi-?monthly|quarterly|(?:half[ -]?)?termly|half[ -]?yearly|six-?monthly"
    r"|yearly|annual(?:ly)?|bi-?annual(?:ly)?|biennial(?:ly)?|regular(?:ly)?|each|every"
    r"|per (?:week|month|term|quarter|year)"
    r"|(?:once|twice|[0-9]{1,2} times) (?:a|each|every|per) [a-z]+)\b"
)
_STATUS_WORDS = (
    r"(?:complete(?:d)?|done|achieved|delivered|closed|finished|in place|live|embedded|met|in progress|progressing"
    r"|under ?way|on track|on target|not started|not yet started|started|overdue|delayed|behind|slipped|cancelled"
    r"|paused|blocked|superseded|red|amber|green|blue|grey|b?rag)"
)
STATUS = _pattern(
    rf"^\W*(?:now |all |partially |partly |action )?{_STATUS_WORDS}"
    r"(?:$|\W+(?:$|¦|(?:in|on|by|since|as|and|but|from|w/c)\b)|\W*[-;,.:(])"
    rf"|¦[\W¦]*(?:now |is |and )?{_STATUS_WORDS}\W*$"
)

# --- Counted from another day --------------------------------------------------------------------------------------

SPAN = _pattern(
    rf"(?<![0-9./-])\b(?P<n>{_NUMBER})(?: ?(?:-|to|or) ?(?P<n2>{_NUMBER}))?[ -]?"
    r"(?P<kind>working |school |business |calendar )?(?P<unit>day|week|wk|month|mth|year|yr)s?(?![a-z])"
)
OF_A_DATE = _pattern(r" (?:of|from|after|following) (?:the )?")
OF_SOMETHING = re.compile(r" ?(?:\w+ )?(?:of|from|after|following|post|since)\b")
EACH_TIME = re.compile(r"\b(?:every|each|once|twice|times|per) ?$")
WITHIN = re.compile(r"\b(?:within|over|during|in|next|for|first)\b")
NEAR_PERIOD = _pattern(
    r"\b(?P<which>this|current|next|coming|end of (?:the )?)(?: ?(?:academic|school|financial|calendar))? ?"
    r"(?P<unit>week|month|term|quarter|year)\b"
)
NEAR_DAY = _pattern(r"\b(?P<word>today|tomorrow|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b")
SOON = _pattern(
    r"\b(?:asap|a\.s\.a\.p|as soon as (?:possible|practicable)|immediate(?:ly)?|straight ?away|urgent(?:ly)?|now)\b"
)
EVENT = _pattern(
    r"^\W*(?:by|at|on|next|post|as and when|as (?:needed|required)|in line with|to align)\b"
    r"|\b(?:after|following|upon|once|when|before|prior to|until|till|pending|subject to|dependent on|half[ -]?term)\b"
)
