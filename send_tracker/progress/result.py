"""What the inspectors say of a whole plan, and how that reads as sentences."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from findings.choices import INSPECTIONS, FindingType, Standing
from findings.models import Finding, Framework, Judgement, Review, Voice
from plans.models import PlanAnswer
from send_tracker.progress.words import days_from_to, listed, number_word, sentence_start, unique

NOT_YET_JUDGED = "Not yet judged"

#: The kinds a framework's short noun stands for. Others are called by their own kind.
FRAMEWORK_KINDS = (FindingType.SIGNIFICANT_WEAKNESS, FindingType.PRIORITY_ACTION, FindingType.PRIORITY)
#: What a plan answers where no inspection stands behind it.
OWN_KINDS = frozenset({FindingType.REQUIREMENT, FindingType.PRIORITY})
OTHER_NOUNS = {
    FindingType.AREA_FOR_IMPROVEMENT: ("area for improvement", "areas for improvement"),
    FindingType.REQUIREMENT: ("requirement", "requirements"),
}


def noun_of(finding: Finding, framework: Framework) -> tuple[str, str]:
    """What one of these is called in a sentence, and several."""
    if finding.type in FRAMEWORK_KINDS:
        return framework.finding_short, framework.finding_short_plural
    return OTHER_NOUNS.get(FindingType(finding.type), ("finding", "findings"))


def common_noun(findings: Iterable[Finding], framework: Framework) -> tuple[str, str]:
    """What all of them are called: "finding" where they are of kinds that have no name in common."""
    kinds = {finding.type: noun_of(finding, framework) for finding in findings}
    if len(set(kinds.values())) == 1:
        return next(iter(kinds.values()))
    if kinds and set(kinds) <= OWN_KINDS:
        return framework.finding_noun, framework.finding_noun_plural
    return "finding", "findings"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing the plan answers, with the inspectors' latest judgement of it."""

    answer: PlanAnswer
    judgement: Judgement | None

    @property
    def finding(self) -> Finding:
        return self.answer.finding

    @property
    def is_open(self) -> bool:
        return self.judgement is None or self.judgement.value.standing == Standing.OPEN


def inspectors_of(judgements: dict[Voice, Judgement]) -> Judgement | None:
    """The judgement of the voice that judges only through reviews."""
    return next((one for voice, one in judgements.items() if voice.needs_review), None)


@dataclass(frozen=True, slots=True)
class Group:
    """Everything that stands at one value."""

    label: str
    is_good: bool
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """`kind`: "good", "poor" or "open", for a mark beside the words."""

    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Result:
    """`groups`: good values first; `open`: what is not judged yet; `reviews`: where the judgements come from."""

    framework: Framework
    nouns: tuple[str, str]
    open_label: str
    reviews: tuple[Review, ...]
    voices: tuple[str, ...]
    is_inspected: bool
    groups: tuple[Group, ...]
    open: tuple[Verdict, ...]
    total: int

    @property
    def is_judged(self) -> bool:
        return bool(self.groups)

    @property
    def kind(self) -> str:
        """ "good" where everything is judged well, "poor" where anything is not, else "open"."""
        if any(not group.is_good for group in self.groups):
            return "poor"
        return "open" if self.open or not self.groups else "good"

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The result in one to three sentences: who judged when, what is well, what is not, what is still open."""
        if not self.total:
            return ()
        if not self.is_inspected:
            return (Sentence("No inspection stands behind this plan.", "open"),)
        found = []
        for position, group in enumerate(self.groups):
            start = f"{self._who}: " if position == 0 else ""
            if group.is_good:
                words = f"{start}{self._how_many(len(group.verdicts))}, {_inner(group.label)}."
            else:
                words = f"{start}{_inner(group.label) if start else group.label}: {self._which(group.verdicts)}."
            found.append(Sentence(words, "good" if group.is_good else "poor"))
        if self.open:
            found.append(Sentence(f"{self.open_label}: {self._which(self.open)}.", "open"))
        return tuple(found)

    @property
    def _who(self) -> str:
        days = listed(unique(days_from_to(review.starts_on, review.ends_on) for review in self.reviews))
        who = listed(self.voices)
        return f"{who}, {days}" if days else who

    def _how_many(self, number: int) -> str:
        if number == self.total:
            return self._all
        return f"{number} of {self.total} {self.nouns[1]}"

    @property
    def _all(self) -> str:
        if self.total == 1:
            return f"the {self.nouns[0]}"
        if self.total == 2:
            return f"both {self.nouns[1]}"
        return f"all {number_word(self.total)} {self.nouns[1]}"

    def _which(self, verdicts: Sequence[Verdict]) -> str:
        if len(verdicts) == self.total:
            return self._all
        return "; ".join(name_of(verdict.finding, self.framework) for verdict in verdicts)


def _inner(label: str) -> str:
    """A label inside a sentence: "Sufficient progress" becomes "sufficient progress"."""
    return label[:1].lower() + label[1:]


def name_of(finding: Finding, framework: Framework) -> str:
    """ "weakness 5, Ages 18 to 25": the framework's noun, the reference and our heading."""
    name = f"{noun_of(finding, framework)[0]} {finding.reference}".strip()
    return f"{name}, {finding.title}" if finding.title else name


def start_name_of(finding: Finding, framework: Framework) -> str:
    return sentence_start(name_of(finding, framework))


def _is_inspected(verdict: Verdict) -> bool:
    """Whether inspectors judged it or found it, so that they can be expected to judge it."""
    review = verdict.finding.review
    return verdict.judgement is not None or (review is not None and review.type in INSPECTIONS)


def result_of(verdicts: Sequence[Verdict], framework: Framework, open_label: str) -> Result:
    groups: dict[str, list[Verdict]] = defaultdict(list)
    good: dict[str, bool] = {}
    reviews: dict[int, Review] = {}
    voices: list[str] = []
    still_open = []
    for verdict in verdicts:
        judgement = verdict.judgement
        if judgement is None or verdict.is_open:
            still_open.append(verdict)
            continue
        label = judgement.value.label
        groups[label].append(verdict)
        good[label] = judgement.value.standing == Standing.GOOD
        voices.append(judgement.voice.label)
        if judgement.review is not None:
            reviews[judgement.review.pk] = judgement.review
    return Result(
        framework=framework,
        nouns=common_noun((verdict.finding for verdict in verdicts), framework),
        open_label=open_label or NOT_YET_JUDGED,
        reviews=tuple(sorted(reviews.values(), key=lambda one: (one.starts_on or date.min, one.pk))),
        voices=tuple(unique(voices)),
        is_inspected=any(map(_is_inspected, verdicts)),
        groups=tuple(
            Group(label, good[label], tuple(groups[label])) for label in sorted(groups, key=lambda one: not good[one])
        ),
        open=tuple(still_open),
        total=len(verdicts),
    )
