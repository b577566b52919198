"""Every threshold, in one frozen configuration, with its effect and where its value comes from beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Page to article."""

    #: A page larger than this many bytes, unpacked, is turned down: no article is that long, and memory is bounded.
    max_page_bytes: int = 20_000_000
    #: Seconds to wait for a server to connect, and for each piece of its answer.
    fetch_timeout: float = 20.0
    #: Seconds for the whole of one fetch, redirects and all: a server that sends a byte now and then is let go.
    fetch_total: float = 60.0
    #: Redirects followed before a URL is given up.
    max_redirects: int = 10
    #: Hosts, addresses and networks ("10.1.0.0/16") that may be fetched from though they are not public.
    allowed_hosts: tuple[str, ...] = ()
    #: A feed, sitemap or OPML list larger than this many bytes, unpacked, is turned down (sitemaps.org allows 50 MiB).
    max_list_bytes: int = 52_428_800
    #: Pages read from one feed, sitemap or OPML list and those it leads to; a sitemap alone may name 50,000.
    max_entries: int = 10_000
    #: Feeds and sitemaps that one OPML list or sitemap index may lead to.
    max_lists: int = 500
    #: Lists that lead to lists that lead to lists, no deeper than this: an index, its indexes, their sitemaps.
    max_nesting: int = 4
    #: What a feed holds of an article is taken for all of it from this many words on; teasers have about 40.
    feed_words: int = 80
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
    #: Expected F1 of the first choice of lines (resiliparse, JSON-LD, our own reading of the page) below which
    #: trafilatura is asked, too. Measured cross-fitted by site: below .83 it is asked for 1 page in 20, below .92 for 1
    #: in 6; all pages would give .001 to .002 more F1.
    ask_below: float = 0.92
    #: It is asked, too, if fewer words than this were chosen: such pages are read fast, and may be no articles.
    ask_words: int = 150
    #: Fewer words of body than this, without any sign of an article, are no article.
    min_words: int = 25
    #: Flattened text: how many pieces above the body are looked at for the headline.
    headline_reach: int = 25
    #: Flattened text: if fewer words than this are kept, sentences of which the model is unsure are kept, too.
    second_look_words: int = 60
    #: Flattened text: share of a short body's words that stand in cookie, login or error phrases' pieces, beyond which
    #: the page is no article.
    furniture_share: float = 0.5
    #: A beginning that is followed by an appeal to pay has fewer words than this; articles with one below their end,
    #: which ask for the next visit, are longer ...
    teaser_words: int = 160
    #: ... and than this, where the page says of itself that it isn't free.
    teaser_words_locked: int = 300
    #: A text that has this share of the words that the page claims for its article is no beginning.
    teaser_share: float = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRules:
    """What a site repeats on page after page."""

    #: Pages of a site, each unlike each, on which a line of `long_line` words or more stands to be template ...
    pages: int = 2
    #: ... and a shorter one, which may be the same by chance.
    pages_short: int = 3
    long_line: int = 8
    #: Lines on fewer than `pages_short` pages are believed if a page has so many of them: a few may be the background
    #: of two follow-ups that have nothing else in common. 4 and 6 give the same on public pages.
    weak_together: int = 5
    #: Pages are unlike if so small a share of the shorter one's rare words is the other's, too: 2% of two articles of
    #: one ECB+ story and 97% of two of different stories are below; follow-ups of one affair have .15 to .4.
    unlike: float = 0.12
    #: The same in languages of which no common words are known, where chance is higher.
    unlike_foreign: float = 0.25
    #: Of the pairs of pages with a line so many must be unlike, compared with all pairs of the site: the follow-ups of
    #: an affair hold chance strangers, but fewer.
    unlike_usual: float = 0.8
    #: Pages of a line, and of a site, of which each is compared with each.
    most_compared: int = 40
    #: Rare words that a page has for itself, to tell anything: a copy of another page has none.
    least_words: int = 8
    #: Words that a smaller share of articles has are rare.
    rare_share: float = 0.02
    #: Words with fewer letters tell little.
    shortest_word: int = 3
    #: A line is about what its page is about - background, or this article's own teaser - if it has so many of the
    #: rare words of the page's other lines, and they are this share of its own ...
    about_rare: int = 2
    about_rare_share: float = 0.25
    #: ... or has so many content words, and this share of them is there, too. Of what newspaper4k and fundus repeat
    #: teasers of their own article have .83 and .88, template .67 at most, and .73 for another article's headline.
    about_words: int = 8
    about_share: float = 0.75
    #: Share of a site's pages on which a whole sentence of `long_line` words or more stands to be template: fewer have
    #: a stock phrase ("The ministry did not respond to a request for comment.").
    share_sentence: float = 0.05
    #: The same for a shorter one ("No one was hurt.").
    share_short_sentence: float = 0.1
    #: A sentence among others in its line is set aside if it has so many words ...
    least_sentence: int = 4
    #: ... and a known line that is found inside another sentence if it has so many.
    least_within: int = 6
    #: A page with less left than this many words stays as it is.
    least_left: int = 25
    #: Pages of a site that are remembered, those with the lowest hashes: memory is bounded by 4 kB for each. A line on
    #: 1% of them is found with 200.
    most_pages: int = 200
    #: Lines of a page that are remembered.
    most_lines: int = 600
    #: Pages of a batch that wait for each other, 30 kB each: in so many the order doesn't matter.
    together: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class DatingRules:
    """When an article was written."""

    #: Vote of each kind of hint for its day, and of what the day is beside the other days of the page
    #: (`dating.candidates`): bench/fit_dating.py, rounded. Feeds and servers are not in its pages: set by hand.
    votes: Mapping[str, float] = field(
        default_factory=lambda: {
            "json-ld": 1.4,
            "json-ld later": -0.9,
            "meta": 0.7,
            "feed": 1.4,
            "feed modified": 0.1,
            "url": 0.2,
            "time": 1.5,
            "time later": -0.1,
            "text": 2.6,
            "text near": 1.3,
            "text published": 1.3,
            "text above": -0.1,
            "json-ld created": -0.3,
            "meta created": -0.1,
            "time created": -0.2,
            "http": -1.0,
            "json-ld modified": 0.5,
            "meta modified": 0.1,
            "time modified": 0.8,
            "text modified": 0.1,
            "shown": 2.2,
            "told as published": 0.3,
            "others are published": -0.3,
            "others in metadata": -1.0,
            "change": 0.6,
            "other zone": 0.3,
            "in UTC": -0.5,
            "earliest": 0.4,
            "latest": -0.4,
        }
    )
    #: A vote counts this much when day and month could be the other way round.
    unsure: float = 0.5
    #: Probability of the best day by the votes -> confidence. Measured cross-fitted on newspaper4k and wcxb_dev: 94% of
    #: the first are right (all but one of the misses are errors of the gold), 80% of the second, 60% of the last.
    confidence: tuple[tuple[float, float], ...] = ((0.9, 0.89), (0.7, 0.75), (0.5, 0.6), (0.0, 0.4))
    #: ... of the first where four kinds of hints name the day, or three and none tells of a later change: 97% right.
    confirmed: float = 0.97
    #: Internal evidence is looked for in this many characters: the time it takes is bounded, and news is shorter.
    longest: int = 60_000
    #: First month that internal evidence considers.
    first_year: int = 1995
    #: A span of at most so many months (12: a calendar year) is answered if it holds this share of the weight: months
    #: may be wrong one time in ten, years one in thirty, an answer of more is there to exclude the others. What is
    #: wider is no answer.
    enough: tuple[tuple[int, float], ...] = ((1, 0.85), (3, 0.88), (12, 0.88), (24, 0.95), (120, 0.98))
    #: The share of the weight that an answer holds counts this much as its confidence.
    words_sure: float = 0.95
    #: Logarithm of how much less likely a month is if an office holder named with the office was not in it then.
    out_of_office: float = 4.5
    #: ... if somebody called candidate, nominee or running mate was not running then.
    out_of_race: float = 5.0
    #: ... the same for each of those who ran that an article about a campaign names.
    not_running: float = 1.2
    #: ... and more so long before the first race.
    never_ran: float = 2.5
    #: ... if a name was not heard of yet.
    not_yet_named: float = 4.0
    #: ... if a date told in the past tense would lie ahead, or one told as to come behind.
    against_tense: float = 3.0
    #: ... the same for a bare year, of which the tense tells less.
    against_tense_year: float = 1.0
    #: Clues from counts are not independent: their sum counts this much. Of 0.6 to 1 this answers most years of PolNeAR
    #: with 97% right, on either half.
    trust: float = 0.7
    #: ... and none of them says more than this against a day.
    most: float = 6.0
    #: ... if the weekday of a date without a year is another one.
    other_weekday: float = 4.5
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
    #: Signatures for an index on disk: MinHash values, and bands of them (32 bands of 4 miss 1 pair in 6,000 at
    #: Jaccard .7), and one run in so many, by which a copy of 60 words in a long article is missed 1 time in 1,000.
    permutations: int = 128
    bands: int = 32
    sample_one_in: int = 8
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
    #: How many times the median article's level one can have at most: members of a large story are no hubs, though near
    #: to each other. Without, made-up stories of more than 15 crumble (recall .05 -> .99); 1.6 joins strangers.
    hub_most: float = 2.0
    #: Among fewer articles than this, strangers at the usual distance are thought beside them, the more the fewer they
    #: are. Without, of two unrelated articles alone 1 pair in 10 is joined; with it everywhere ECB+ loses 3 points.
    strangers_until: float = 300.0
    #: Likeness (lead in text) under which a pair is not looked at: of the matches 0.2% (ECB+) to 2.5% (NeuS) lie there.
    alike_least: float = 0.04
    #: Share of matches that the regression was fitted with.
    fitted_share: float = 0.01
    #: Others of its story that an article has until the articles tell, and as how many articles that counts.
    usual_kin: float = 2.0
    usual_weight: float = 20.0
    #: Share of matches that is assumed at most: decides how alike two articles alone must be.
    most_share: float = 0.05
    #: Other articles beside which matches are looked for at most, of more a match is no rarer; and others of its story
    #: that an article counts for the share of all. What is added to the logits of an article with more than `many_kin`
    #: others, until with that of all it is `kin_shift_most`. Without all these, of ECB+ train and dev among 3,000
    #: articles of NeuS pair F1 is .54 instead of .92 (alone .94). Adding more joins strangers.
    others_most: int = 1500
    kin_counted: float = 10.0
    many_kin: float = 5.0
    kin_weight: float = 2.5
    kin_shift_most: float = 0.5
    #: What days apart usually cost: day_weight * ln(1 + days), up to so many days. Live streams bear .7, archives 0.
    #: With .35 planted days are told .01 better, but an affair's follow-up a day later joins what it follows.
    day_weight: float = 0.6
    days_most: float = 30.0
    #: Where enough articles tell how far apart those of one story are (stories/days.py): chance from which a pair is
    #: surely of one story; pairs that are thought as far apart as any two; how much this can count against a pair, and
    #: for it. NeuS val among singletons, dated as a month of news: pair F1 .646 -> .745; dated at random: .647 -> .639.
    surely_kin: float = 0.7
    day_smoothing: float = 3.0
    days_against: float = 2.0
    days_for: float = 1.2
    #: Mean logit at which groups are no longer joined: higher splits more. And how much one pair can count for it.
    story_cut: float = -0.05
    logit_clip: float = 4.0
    #: A logit this near to the cut counts only this share in the mean: what is doubtful hardly joins or parts. With
    #: nothing instead of a share, ties made the stories of ECB+ hang on chance by half a point.
    logit_doubt: float = 0.8
    doubt_counts: float = 0.3
    #: Mean logit above the cut, to the better half of a story, that puts an article which stands alone into it. 1 joins
    #: few; less than 0 gains among stories and loses among strangers.
    attach_from: float = 0.1
    #: Duplicates of which each holds this share of the other are joined whatever else; a short copy in a long article
    #: counts as the surest likeness instead, so that a round-up does not join all that it rounds up.
    join_cover: float = 0.3
    #: Articles that are linked in one matrix; of more only surer pairs are. Memory: 4,000 take 250 MB.
    linkage_most: int = 4000
    #: Of a stream, the newest so many articles are compared with new ones: a week at 3,000 a day, some 20 kB each.
    remembered: int = 20_000
    #: Articles that enter a stream at a time: more are quicker, fewer are told sooner of what they join.
    step: int = 200
    #: Up to so many remembered articles every step is as the batch; beyond, only what new articles touch is looked at.
    whole_until: int = 600
    #: Up to so many, all likenesses are measured anew when words are weighed anew; beyond, older ones stay.
    anew_until: int = 2000
    #: Words are weighed anew when articles have grown by this share, or after so many.
    weigh_growth: float = 0.5
    weigh_most: int = 5000
    #: Candidates for an article: those that share most of its heaviest words, of each of which the newest so many
    #: holders are looked at (METHODS.md).
    heaviest: int = 24
    newest: int = 100
    candidates: int = 24
    #: Logit above the cut from which the story of a candidate is looked at again.
    touched_from: float = -1.5
    #: Newest articles of a story that are linked again; the others stay with them.
    linked_again: int = 250
    #: Of a story with more articles each is compared with so many that share most of its runs, and no longer with all:
    #: 400 articles are 80,000 pairs, a minute and a half.
    pairs_until: int = 60
    most_like: int = 16


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
    #: What a word's beginning and a pair of neighbouring words count beside a trigram when the sources of a fused
    #: sentence are sought, and from how many of the likeliest sentences the best pair is chosen (fitted on one half of
    #: poc: .353 -> .412, other half .370 -> .388; pairs alone .370 -> .412 and .368 -> .388).
    stem_weight: float = 2.0
    pair_weight: float = 3.0
    candidates: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparing:
    """Changes and whether they matter."""

    #: Figures this close are one where either says "about" (METHODS.md, "Changes").
    rounding: float = 0.05
    #: Words with content from which something said in one text only matters without a name or a figure.
    content_words: int = 3
    #: Share of the shorter side's words that both have in order under which a sentence is told anew: then a word
    #: without a counterpart and a detail more don't matter by themselves.
    told_anew: float = 0.8
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
    #: ... if it is the subject of a clause within another, or of the pronoun's own sentence.
    embedded_subject: float = 1.0
    same_sentence: float = 1.0
    was_source: float = 1.5
    gender: float = 0.5
    #: ... if the group that "they" may mean was a source: outweighs a paragraph between.
    group_was_source: float = 6.5
    #: ... if it is the subject of what is said: "Reed has left, she said" is Reed more seldom than somebody before.
    own_words: float = -1.0
    #: Paragraphs and sentences back in which whom a pronoun means is looked for.
    reach: int = 5
    reach_sentences: int = 25
    #: Likeness, 0 to 100, from which on two spellings are one name: a letter in seven differs.
    spellings: float = 85.0
    #: Share of the shorter telling's content words that two tellings of one undated event have in common, names
    #: agreeing.
    same_event: float = 0.5
    #: Share of the pairs of tellings between two sets that are alike by themselves, for all of them to be one event.
    linked_events: float = 0.34
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
    #: Share of the shorter passage's content words, whatever their order, that a linked one has too, for a number or
    #: a negation in one place to be a contradiction ...
    linked_words: float = 0.6
    #: ... and for a name or a role: below it the sentence is told anew, and may call people otherwise.
    nearly_same: float = 0.75
    #: ... and for another speaker: retellings may each have a sentence from somebody else.
    same_speaker: float = 0.85
    #: Share of all words of two sentences that both have, from which on one is the other restyled.
    same_wording: float = 0.8


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
class Versioning:
    """Versions of one outlet's article."""

    #: Share of the words outside of quotations that one has of the other: follow-ups borrow a third as background.
    shared: float = 0.6
    #: Share of the shorter headline's content words that the other must have: an updated headline keeps its nouns.
    headline: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """Feeds, sitemaps and pages that are fetched again and again."""

    #: Seconds between the first and the second visit of a feed, where the owner does not say.
    first_wait: float = 3_600.0
    #: ... between later ones: never shorter than the least, which a feed with something new at each visit comes to, nor
    #: longer than the most, which a silent one comes to. What is published in between may be told so much later.
    least_wait: float = 900.0
    most_wait: float = 21_600.0
    #: What the wait is multiplied by after a visit that found something new, and one that did not.
    sooner: float = 0.6
    later: float = 1.4
    #: Share of a wait by which a feed is visited earlier, by its address, so that not all are visited at once.
    spread: float = 0.1
    #: Seconds after the first failure; twice as many after each further one, up to the most.
    retry: float = 600.0
    retry_most: float = 86_400.0
    #: A watched feed of more bytes than this, unpacked, is turned down: none is so long, and memory is bounded.
    max_feed_bytes: int = 15_000_000
    #: Pages that one visit sends for, newest first; the others are sent for at the next one.
    most_pages: int = 200
    #: Pages that the list itself calls older than so many days are not fetched: a sitemap may go back for ever.
    oldest_days: float = 30.0
    #: Lists that a list leads to (sitemaps of an index) and that are visited with it, newest first.
    most_lists: int = 5
    #: How long after the first sight a page is looked at again for what its outlet changed in it; empty for never.
    looks: tuple[str, ...] = ("1 h", "6 h", "1 d", "3 d")
    #: How often a page is asked for that can't be had for now, before it is given up.
    page_tries: int = 4
    #: Seconds that a host is left alone between two requests.
    host_pause: float = 3.0
    #: Seconds up to which a host's own wish for longer (robots.txt, Crawl-delay) is followed.
    host_pause_most: float = 60.0
    #: `retold fetch` waits so many seconds in all for hosts to be free, then leaves the rest to the next time.
    patience: float = 300.0
    #: Hosts that `retold fetch` asks at the same time.
    at_once: int = 4
    #: Visits kept of one feed, for its health.
    visits_kept: int = 200
    #: Without an article on so many pages a feed is not well. Of its pages that were read, the newest so many ...
    newest: int = 5
    #: ... tell of a broken layout if the share of them with an article is this share of what it was before, or less ...
    broken_share: float = 0.25
    #: ... or the middle confidence of their articles has fallen by this much.
    broken_confidence: float = 0.3
    #: The newest pages of a site that its repeated lines are learned from, and after how many further ones anew.
    learn_from: int = 60
    learn_after: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Which stories belong to an affair."""

    #: Words of the body, dateline left out, that make the lead of an article: what is named there is what it is about.
    lead_words: int = 50
    #: Mentions from which on an article is about something that its headline and lead don't name: less is in passing.
    often: int = 3
    #: ... and about a state, of which its people and its capital are mentions too. Lower puts every story in which
    #: Washington has its say into the affairs of the United States.
    country_often: int = 4
    #: Mentions that a state needs at least though it is named in the lead.
    country_least: int = 2
    #: Share of a story's articles that must be about something, if not the one that leads it is. Higher loses what only
    #: one outlet of three sees in a story.
    share: float = 0.3
    #: Share of the articles, of two outlets or more, that name something at all: several don't do so by chance. Not for
    #: states. Lower lets in what one wire told in passing.
    named_share: float = 0.5
    #: Likeness (cosine of weighed words) to an example from which an article is like it. Lower also takes in what is
    #: like the affair and none of it (another earthquake): of ECB+ .13, .15 and .2 give a precision of .55, .60 and .69
    #: at a recall of .99, .99 and .96; between the stories of the example affair it is .16 and more in the mean, to
    #: others at most .08 (`python -m bench.quality affairs`).
    like: float = 0.15
    #: The same between two languages, which share little but names.
    like_foreign: float = 0.05
    #: Share of a story's articles that must be like an example.
    like_share: float = 0.5
    #: Changes shown of what an outlet does to the texts it takes over, gravest first.
    most_shown: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """What is new of an affair."""

    #: Share of a sentence's content words that a known sentence has, with all its numbers, to be told again by it.
    repeated: float = 0.8
    #: Share of the content words of a clause that the sentence it is linked to has, to tell it: what is retold in other
    #: words shares at least half, two sentences that only stand in one place less.
    linked: float = 0.5
    #: Content words below which only a link or a claim tells that a sentence was told before.
    least_words: int = 4
    #: Articles of an affair that new ones are held against: those of the same stories, then of its newest. More costs
    #: time that grows with the square of it; fewer tell old things again as news.
    most_articles: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """Editions: how much of what is shown."""

    #: Lines of a short edition in all, for one affair, and for one story of it; the rest is counted.
    short_most: int = 12
    short_lines: int = 6
    short_of_story: int = 3
    #: The same for one of medium length. A full one has all there is.
    medium_most: int = 40
    medium_lines: int = 24
    medium_of_story: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribing:
    """Readers by mail."""

    #: Address of Retold's pages as readers reach them, which the links in mails begin with.
    site: str = "http://localhost:8000"
    #: Name of the brief in letters; empty for "Morning brief" in the reader's language.
    name: str = ""
    #: Hours in which a new subscription has to be confirmed, or it expires.
    confirm_hours: float = 72.0
    #: Days for which the link to one's preferences works; each mail brings a new one.
    preferences_days: float = 30.0
    #: Hours for which the links to export and to delete what is kept of a reader work.
    deed_hours: float = 24.0
    #: Minutes between the first two letters about a subscription to the same address, twice as many before each further
    #: one, a day at most: who enters a stranger's address again and again must not have them flooded.
    letter_minutes: float = 10.0
    #: Soft bounces in a row (a full mailbox, say) that end a subscription; with a brief a day, about a week.
    soft_bounces: int = 7
    #: Hours of news before the confirmation that the first edition holds.
    first_hours: float = 24.0
    #: Days after which a subscription that was never confirmed is deleted with all that is kept of it.
    forget_days: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """Mail: which server, and how."""

    #: Name of the mail server that takes mail from us; "" until there is one, and nothing is mailed.
    server: str = ""
    #: Its port; 0 takes the usual one: 587 for "starttls", 465 for "tls", 25 for "none".
    port: int = 0
    #: "starttls" begins in the open and changes to TLS at once, "tls" is TLS from the first byte, "none" is in the open
    #: and allowed with a server on this very machine only, unless `allow_unencrypted`.
    security: Literal["starttls", "tls", "none"] = "starttls"
    allow_unencrypted: bool = False
    #: A file of certificates to trust beside the system's, for a server with one of its own making; "" for none.
    ca_file: str = ""
    #: How to log in; "" doesn't. The password stays out of logs, errors and what is printed.
    user: str = ""
    password: str = field(default="", repr=False)
    #: By what name to greet the server; "" takes the domain of `sender`.
    hello: str = ""
    #: Address and name that mail is from; its domain names our messages, too.
    sender: str = ""
    sender_name: str = "Retold"
    #: Where answers go; "" takes `sender`.
    reply_to: str = ""
    #: Where what can't be delivered comes back to: bounces@news.example takes bounces+...@news.example, too. "" sends
    #: it to `sender`, and whose mail came back is then known from the words of the bounce alone.
    bounce_address: str = ""
    #: Names the list to mail programs, in the form of a domain (RFC 2919); "" takes "morning." and that of `sender`.
    list_id: str = ""
    #: Seconds to wait for each answer of the server.
    timeout: float = 30.0
    #: Seconds to wait for the last one. RFC 5321 asks for 600, since who hangs up earlier sends twice; a task of a
    #: killed worker is taken up by the next one about as long after.
    final_timeout: float = 300.0
    #: Mails over one connection; many servers hang up after 100.
    per_connection: int = 100
    #: Mails a second at most; 0 sends as fast as the server takes them.
    rate: float = 0.0
    #: Minutes without any try after the server couldn't be reached or turned us away.
    pause_minutes: float = 2.0
    #: Minutes until a mail that the server put off is tried again, twice as long each time, up to so many. Greylisting
    #: mostly wants five.
    retry_minutes: float = 5.0
    retry_most_minutes: float = 60.0
    #: How often a mail is handed to the server until it is given up.
    tries: int = 10
    #: Hours after which an edition is stale, and is no longer sent.
    expire_hours: float = 12.0
    #: A mail of more bytes is turned down: Gmail hides what lies beyond 102,400 of HTML.
    most_bytes: int = 100_000
    #: Days for which editions, and who was mailed what, are kept.
    keep_days: int = 90


TaskKind = Literal["feed", "page", "stream", "edition", "mail", "letter", "hook", "upkeep"]
"""What a worker does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """The worker: what one process does."""

    #: Pages that it fetches at a time. Each may take up to 500 MB while it reads a long one.
    threads: int = 2
    #: Kinds of work that it takes; others wait for another process.
    kinds: tuple[TaskKind, ...] = ("feed", "page", "stream", "edition", "mail", "letter", "hook", "upkeep")

    #: Hosts that `retold fetch` asks at the same time.
    at_once: int = 4
    #: Seconds for which work is leased: a killed worker's is taken up after so long. What takes longer is held on to.
    lease: float = 600.0
    #: Seconds between two looks at what was fetched: so much later at most it comes to be known.
    stream_every: float = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Archiving:
    """The archive job."""

    #: Days whose articles are grouped together at least; twice as many, and so on, in languages of which a window would
    #: have less than `window_least` articles: by few it can't be told which words are rare.
    window_days: int = 4
    window_least: int = 2_000
    #: Days before a window that are looked at again: a story goes on from one to the next by the articles in both.
    lead_days: int = 3
    #: Articles that share a key with many are paired with the first so many of them only: linear, however many.
    leaders: int = 20
    #: Share of the keys expected of near-duplicates that two must share to be looked at: lower only costs time.
    agreement: float = 0.25
    #: Articles of which each holds this share of the other are copies. The first so many of a text are grouped as any
    #: article, the others go with the first: with all but the first going, B-cubed precision falls from .94 to .905.
    copy_cover: float = 0.8
    copies_grouped: int = 20
    #: Articles of an outlet by which is told what it prints again and again.
    outlet_sample: int = 200
    #: Articles of a story that are compared; of larger ones the first, and the others are listed.
    compared: int = 300
    #: Pairs of articles that are verified, and articles whose stories are told, in one unit of work, about.
    pairs_a_unit: int = 50_000
    articles_a_unit: int = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All of them."""

    reading: Reading = field(default_factory=Reading)
    templates: TemplateRules = field(default_factory=TemplateRules)
    dating: DatingRules = field(default_factory=DatingRules)
    grouping: Grouping = field(default_factory=Grouping)
    alignment: Alignment = field(default_factory=Alignment)
    comparing: Comparing = field(default_factory=Comparing)
    deriving: Deriving = field(default_factory=Deriving)
    versioning: Versioning = field(default_factory=Versioning)
    saying: Saying = field(default_factory=Saying)
    briefing: Briefing = field(default_factory=Briefing)
    watching: Watching = field(default_factory=Watching)
    following: Following = field(default_factory=Following)
    novelty: Novelty = field(default_factory=Novelty)
    editing: Editing = field(default_factory=Editing)
    subscribing: Subscribing = field(default_factory=Subscribing)
    mailing: Mailing = field(default_factory=Mailing)
    working: Working = field(default_factory=Working)
    archiving: Archiving = field(default_factory=Archiving)


DEFAULT = Config()

#: For many pages at a time: trafilatura is asked for one page in twenty. .001 to .006 less F1, a third faster.
BULK = Config(reading=Reading(ask_below=0.83))
