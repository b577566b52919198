"""Stories and what an affair makes of them, for the tests of affairs."""

from retold.affairs import criteria_of, decide, told_of
from retold.types import Affair


class Known:
    """Stories with what their articles say, and what an affair makes of them."""

    def __init__(self, stories, facts=()):
        self.stories = tuple(stories)
        self.told = [told_of(story, {f.article.id: f for f in facts}) for story in self.stories]

    def decided(self, *, placements=(), examples=(), **criteria):
        """The decision on each story by headline: one for all its articles."""
        affair = Affair(id="a" * 16, name="made", examples=tuple(a.id for a in examples), **criteria)
        asked = criteria_of(affair, examples=examples, placements=placements)
        found = {}
        for told in self.told:
            belongings = decide(asked, told)
            assert [b.article for b in belongings] == [a.id for a in told.story.articles]
            assert len({(b.belongs, b.because, b.by) for b in belongings}) == 1
            assert belongings[0].because
            found[told.story.headline] = belongings[0]
        return found

    def one(self, part="", **criteria):
        """The decision on the story whose headline holds this part."""
        (found,) = [d for headline, d in self.decided(**criteria).items() if part in headline]
        return found

    def belonging(self, **criteria):
        """The headlines of those that belong."""
        return {headline for headline, decided in self.decided(**criteria).items() if decided.belongs}
