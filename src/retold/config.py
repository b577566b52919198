"""Every threshold, in one frozen configuration, with its effect and where its value comes from beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Page to article."""

    #: A page larger than this many bytes, unpacked, is turned down: no article is that long, and memory is bounded.
    max_page_bytes: int = 20_000_000
    #: Seconds to wait for a server to connect, and for each piece of its answer.
    fetch_timeout: float = 20.0
    #: Redirects followed before a URL is given up.
    max_redirects: int = 10
    #: Elements within elements beyond this depth: the page is read as flattened text, since libxml2 loses what lies
    #: deeper than 2,048 and resiliparse takes minutes at 100,000. Real pages stay under 100.
    max_depth: int = 500
    #: Elements beyond which only the fast extractor is asked: the others take 40 us an element (none of 590 public
    #: pages has more than 4,600).
    max_elements: int = 40_000
    #: Agreement (shingle F1) of trafilatura with resiliparse below which readability is asked (METHODS.md, "Gate").
    referee_below: float = 0.75
    #: Readability is believed if it agrees with resiliparse by this much more than trafilatura does.
    referee_margin: float = 0.25
    #: A line of the page is body if at least this share of its word 4-grams stands in the extractor's text.
    line_cover: float = 0.5
    #: A line that the extractors took for the article is kept if it belongs there with more than this probability ...
    keep_marked: float = 0.4
    #: ... and one that they did not take, with more than this (cross-fitted by site: .3/.7 and .5/.5 are .001-.003
    #: worse).
    keep_other: float = 0.6
    #: Fewer words of body than this, without any sign of an article, are no article.
    min_words: int = 25
    #: Flattened text: how many pieces above the body are looked at for the headline.
    headline_reach: int = 40
    #: Flattened text: if fewer words than this are kept, sentences of which the model is unsure are kept, too.
    second_look_words: int = 60
    #: Flattened text: share of a short body's words that stand in cookie, login or error phrases' pieces, beyond which
    #: the page is no article.
    furniture_share: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class DatingRules:
    """When an article was written."""

    #: Vote of each kind of hint for its day (`dating.candidates`). Visible dates right below the headline are right
    #: most often (93% on newspaper4k and wcxb_dev), JSON-LD 86%, metadata 88%, dates of changes a third.
    votes: Mapping[str, float] = field(
        default_factory=lambda: {
            "json-ld": 0.95,
            "meta": 0.9,
            "feed": 1.0,
            "url": 0.9,
            "text near": 1.7,
            "text": 1.2,
            "time": 0.9,
            "text above": 0.4,
            "json-ld created": 0.35,
            "meta created": 0.35,
            "time created": 0.35,
            "http": 0.2,
            "json-ld modified": 0.12,
            "meta modified": 0.12,
            "time modified": 0.1,
            "text modified": 1.0,
        }
    )
    #: A vote counts this much when day and month could be the other way round.
    unsure: float = 0.5
    #: The second JSON-LD article or <time> of a page counts this much, the third the square of it ...
    repeated: float = 0.5
    #: A structured instant counts this much for the neighbouring day that it was in another zone.
    other_zone: float = 0.6
    #: What an instant in UTC loses for its UTC day when another day within reach is named on the page.
    in_utc: float = 0.45
    #: Lead in votes of the best day over the next -> confidence: how often such days were right on newspaper4k and
    #: wcxb_dev (about half of the misses at the upper end are errors of the gold).
    confidence: tuple[tuple[float, float], ...] = ((3.2, 0.96), (1.6, 0.89), (1.2, 0.85), (0.4, 0.75), (0.0, 0.5))
    #: A day with this many votes or more is believed without a look at what the text says.
    settled: float = 0.9
    #: Internal evidence is looked for in this many characters: the time it takes is bounded, and news is shorter.
    longest: int = 60_000
    #: First month that internal evidence considers.
    first_year: int = 1995
    #: A span of at most so many months is answered if it holds this share of the weight: narrow answers may be wrong
    #: one time in ten, an answer of years is there to exclude the others. What is wider is no answer.
    enough: tuple[tuple[int, float], ...] = ((3, 0.9), (12, 0.95), (120, 0.98))
    #: Logarithm of how much less likely a month is if an office holder named with the office was not in it then.
    out_of_office: float = 4.5
    #: ... if a date told in the past tense would lie ahead, or one told as to come behind.
    against_tense: float = 3.0
    #: ... the same for a bare year, of which the tense tells less.
    against_tense_year: float = 1.0
    #: Clues are not independent: their sum counts this much. With 0.8 the intervals hold what they promise on PolNeAR.
    trust: float = 0.8
    #: ... if the weekday of a date without a year is another one.
    other_weekday: float = 3.5
    #: ... if "next month" isn't the month that headline or lead name.
    other_month: float = 3.0
    #: Weight of the month of a date at the top of the page, as a logarithm: sites print the day of the visit there,
    #: which is the day of publication in 11 to 61% of pages.
    masthead: float = 1.0
    #: Confidence of the masthead's day where the weekdays that the story tells of fit it (two of seven do by chance).
    masthead_sure: float = 0.6
    #: Internal evidence that makes the masthead's month this much less likely than another refutes it.
    refuted: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Near-duplicates and stories."""

    #: Words in a shingle (METHODS.md). Fewer are shared by chance, more are broken by every edit.
    shingle: int = 5
    #: Share of the shorter article's shingles that the other must hold. Lower also finds borrowed paragraphs.
    duplicate_cover: float = 0.6
    #: Shared shingles that make a duplicate at least, for articles that have so many.
    duplicate_least: int = 8
    #: An outlet that prints a shingle in so many articles has it in its template. Lower takes wire copy for one.
    template_repeats: int = 5
    #: Share of an article's shingles that must be left without template: less is an article printed again and again.
    template_leaves: float = 0.2
    #: MinHash values, and bands of them: 32 bands of 4 miss 1 pair in 6,000 at Jaccard .7; the sample finds those too.
    permutations: int = 128
    bands: int = 32
    #: One shingle in so many is sampled; all of articles with fewer shingles than the second figure.
    sample_one_in: int = 4
    sample_all_below: int = 100
    #: Share of the sample that makes a candidate: .2 missed 1 pair in 6,000, .1 none, and verifies little more.
    sample_share: float = 0.1
    #: Words of the body that make the lead of an article.
    lead_words: int = 35
    #: Articles that the background counts as, when words are weighed; for other languages than English, where only this
    #: share of articles is taken to hold an unknown word. Higher trusts the articles at hand less: 300 gives the same
    #: on the public sets, but joins the follow-ups of one affair, which share its names.
    background: float = 50.0
    background_foreign: float = 20.0
    usual_foreign: float = 0.02
    #: Nearest others that tell how much of a hub an article is (METHODS.md: the main gain), widely and closely.
    hub: int = 20
    hub_close: int = 5
    #: Among fewer articles than this, strangers at the usual distance are thought beside them, the more the fewer they
    #: are. Without, of two unrelated articles alone 1 pair in 10 is joined; with it everywhere ECB+ loses 3 points.
    strangers_until: float = 300.0
    #: Neighbours compared for "common neighbours".
    neighbours: int = 20
    #: Likeness (lead in text) under which a pair is not looked at: of the matches 0.2% (ECB+) to 2.5% (NeuS) lie there.
    alike_least: float = 0.04
    #: Share of matches that the regression was fitted with.
    fitted_share: float = 0.01
    #: Others of its story that an article has until the articles tell, and as how many articles that counts.
    usual_kin: float = 2.0
    usual_weight: float = 20.0
    #: Share of matches that is assumed at most: decides how alike two articles alone must be.
    most_share: float = 0.05
    #: What days apart usually cost: day_weight * ln(1 + days), up to so many days. Live streams bear .7, archives 0.
    day_weight: float = 0.35
    days_most: float = 30.0
    #: Where enough articles tell how far apart those of one story are (stories/days.py): chance from which a pair is
    #: surely of one story; pairs that are thought as far apart as any two; how much this can count against a pair, and
    #: for it. NeuS val among singletons, dated as a month of news: pair F1 .646 -> .745; dated at random: .647 -> .639.
    surely_kin: float = 0.7
    day_smoothing: float = 3.0
    days_against: float = 2.0
    days_for: float = 1.2
    #: Mean logit at which groups are no longer joined: higher splits more. And how much one pair can count for it.
    story_cut: float = -0.25
    logit_clip: float = 3.2
    #: A logit this near to the cut counts for nothing in the mean: what is doubtful neither joins nor parts. Gains
    #: half a point of pair F1 on NeuS val, one on the open stream, two on ECB+ test.
    logit_doubt: float = 0.8
    #: Mean logit above the cut, to the better half of a story, that puts an article which stands alone into it. 1 joins
    #: few; 0 gains as much among stories and loses half a point among strangers.
    attach_from: float = 0.3
    #: Duplicates of which each holds this share of the other are joined whatever else; a short copy in a long article
    #: counts as the surest likeness instead, so that a round-up does not join all that it rounds up.
    join_cover: float = 0.3
    #: Articles that are linked in one matrix; of more only surer pairs are. Memory: 4,000 take 250 MB.
    linkage_most: int = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Links between sentences."""

    #: Columns for hashed trigrams and word beginnings: more means fewer that fall together, and more work.
    trigram_columns: int = 2048
    stem_columns: int = 1024
    #: Sentences of an article that are compared; beyond it is no article, and memory is bounded.
    most_sentences: int = 3000
    #: Cosine from which two sentences are linked wherever they stand (METHODS.md, "Links").
    accept: float = 0.40
    #: Share of the shorter article that has to be linked before likeness counts less than place.
    backbone_share: float = 0.35
    #: Cosine that is enough between two links in the common order, and outside of it for mutual best ones.
    accept_in_gap: float = 0.15
    accept_moved: float = 0.30
    #: How far a sentence that was split off may stand from its link, and how many sentences a side may have.
    reach: int = 2
    most_members: int = 8
    #: Share of a split-off sentence that its counterpart has to cover, falling by `cover_slope` for each further share
    #: of the text that is linked beyond `cover_from`, not below `cover_least` (fitted on PorSimples, three levels).
    cover: float = 0.35
    cover_slope: float = 0.6
    cover_from: float = 0.6
    cover_least: float = 0.1
    #: And the cosine it needs all the same.
    cover_likeness: float = 0.08
    #: Gain in cosine that puts two neighbouring links together where sentence ends were seen in different places.
    boundary_gain: float = 0.05
    #: What a word's beginning counts beside a trigram when the sources of a fused sentence are sought, and from how
    #: many of the likeliest sentences the best pair is chosen (fitted on one half of poc: .353 -> .370, other half .370
    #: -> .368).
    stem_weight: float = 2.0
    candidates: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparing:
    """Changes and whether they matter."""

    #: Figures this close are one where either says "about" (METHODS.md, "Changes").
    rounding: float = 0.05
    #: Words with content from which something said in one text only matters without a name or a figure.
    content_words: int = 3
    #: Cosine under which a link is called retold, not edited.
    retold_below: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Deriving:
    """Derivations and origins."""

    #: Words in a run that counts as shared. Five: METHODS.md, "Derivations and origins".
    run: int = 5
    #: A sentence of which more than this share stands in quotation marks tells nothing of who copied whom.
    mostly_quoted: float = 0.5
    #: Cosine from which a link counts as the same sentence retold.
    linked: float = 0.5
    #: Logit of "derived": constant, larger cover, smaller cover, share of linked sentences; fitted by
    #: `python -m bench.measures.origins --fit` on planted syndication and on real reports of one event.
    constant: float = -7.31
    most_cover: float = 6.85
    least_cover: float = 4.24
    sentence_share: float = 11.42
    #: What a heavy rewrite adds, which shares few runs of words: logit per share retold (derivations.Overlap) beyond so
    #: much. Of 3,200 pairs of real reports of one event 1 in 100 comes so far, and 4 more are called derived.
    retold: float = 26.0
    retold_from: float = 0.45
    #: Logit up to which this, and what follows for figures, lifts a pair: it is never as sure as shared words.
    lifted_most: float = 3.0
    #: What it adds that one credits the other's outlet, or both the same agency: a heavy rewrite that owns up to its
    #: source is found, while two dispatches of one agency without a common sentence stay apart. Set by hand.
    credited_source: float = 3.0
    credited_agency: float = 1.5
    #: ... and, if both credit an agency, for the share of one's figures that the other has, beyond so much: 19 of 20
    #: pairs of independent reports share less than .75.
    credited_figures: float = 10.0
    figures_from: float = 0.4
    #: Logit from which two articles are derived; higher calls more reprints independent.
    derived_from: float = 0.0
    #: Cover of either article that makes a copy of a rewrite.
    copy_cover: float = 0.85
    #: Mean logit at which origins are no longer joined. Lower joins two wires of which one outlet mixed the texts: at
    #: -.5 one more planted story in twenty has a wrong number of origins; from 0 to 1.5 it hardly matters.
    origin_cut: float = 0.5
    #: Mean logit to the better half of an origin, or best one if it credits the origin's agency, that puts an article
    #: which stands alone into it. At 1 it joins what it shouldn't in one planted story of 120.
    attach_from: float = 1.5
    #: Share of the later article's words that the earlier must hold to be its source, where no credit tells.
    source_cover: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Statements, figures, events, claims."""

    #: Whom a pronoun means: points for each sentence and paragraph that a mention stands back (METHODS.md, "Actors").
    per_sentence: float = -1.0
    per_paragraph: float = -6.0
    #: ... if the mention is a subject, if its person was the source of a statement, if the gender is known and fits.
    subject: float = 2.2
    was_source: float = 1.5
    gender: float = 0.5
    #: ... if the group that "they" may mean was a source: outweighs a paragraph between.
    group_was_source: float = 6.5
    #: ... if it is the subject of what is said: "Reed has left, she said" is Reed more seldom than somebody before.
    own_words: float = -1.0
    #: Paragraphs back in which whom a pronoun means is looked for.
    reach: int = 5
    #: Likeness, 0 to 100, from which on two spellings are one name: a letter in seven differs.
    spellings: float = 85.0
    #: Share of the shorter telling's content words that two tellings of one undated event have in common, names
    #: agreeing.
    same_event: float = 0.5
    #: Share of the shorter statement's content words that two statements of one source have in common.
    same_statement: float = 0.5
    #: Share of all content words of "U.S. troops in Iraq" and "troops in Iraq" that both have, to count one thing.
    same_counted: float = 0.5
    #: Share of the other content words around two figures of the same wording that both have.
    counted_context: float = 0.25
    #: The same share for two figures of different value: what only looks like one thing would be a false conflict.
    other_value: float = 0.4
    #: Difference of two values that "about" excuses, as a share of the larger.
    rounding: float = 0.05
    #: Content words in common, of all, above which a differing number, name or negation is a conflict and no
    #: coincidence.
    conflict_words: float = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """The brief: how much of what is shown."""

    #: Changes shown for one outlet; the rest are counted.
    most_changes: int = 20
    #: Figures shown for one story, conflicts first.
    most_figures: int = 8
    #: Entries of a story's timeline; what fewest origins tell goes first.
    most_entries: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All of them."""

    reading: Reading = field(default_factory=Reading)
    dating: DatingRules = field(default_factory=DatingRules)
    grouping: Grouping = field(default_factory=Grouping)
    alignment: Alignment = field(default_factory=Alignment)
    comparing: Comparing = field(default_factory=Comparing)
    deriving: Deriving = field(default_factory=Deriving)
    saying: Saying = field(default_factory=Saying)
    briefing: Briefing = field(default_factory=Briefing)


DEFAULT = Config()
