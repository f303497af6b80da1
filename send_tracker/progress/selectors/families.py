"""What families say about findings: the newest word of each voice, kept apart."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from workstreams.choices import FeedbackVoice, Tone
from workstreams.models import Feedback

#: Professionals are heard too, and are not families.
FAMILIES = (FeedbackVoice.PARENTS, FeedbackVoice.YOUNG_PEOPLE, FeedbackVoice.FORUM)


@dataclass(frozen=True, slots=True)
class FamiliesSay:
    """The newest word of parents, of young people and of the forum. Nothing held: no words."""

    newest: tuple[Feedback, ...] = ()

    @property
    def tones(self) -> tuple[tuple[Tone, str], ...]:
        """Each tone once with whose it is; without names where all say the same."""
        voices: dict[Tone, list[str]] = {}
        for one in self.newest:
            voices.setdefault(Tone(one.tone), []).append(one.get_voice_display().lower())
        if len(voices) == 1:
            return tuple((tone, "") for tone in voices)
        return tuple((tone, ", ".join(names)) for tone, names in voices.items())

    @property
    def negative(self) -> tuple[Feedback, ...]:
        return tuple(one for one in self.newest if one.tone == Tone.NEGATIVE)

    @property
    def latest_known(self) -> date | None:
        return max((one.known_on for one in self.newest), default=None)


def families_on(findings: Collection[int], day: date) -> dict[int, FamiliesSay]:
    """By finding, what families say, as it stood. One query."""
    rows = (
        Feedback.findings.through.objects.filter(
            finding__in=findings, feedback__happened_on__lte=day, feedback__voice__in=FAMILIES
        )
        .select_related("feedback__passage__document")
        .order_by("-feedback__happened_on", "feedback_id")
    )
    newest: dict[int, dict[str, Feedback]] = defaultdict(dict)
    for row in rows:
        newest[row.finding_id].setdefault(row.feedback.voice, row.feedback)
    return {
        finding: FamiliesSay(tuple(found[voice] for voice in FAMILIES if voice in found))
        for finding, found in newest.items()
    }
