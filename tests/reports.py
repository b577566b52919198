"""Hand-made reports of a few events: three of one, two of another, three that stand alone."""

from retold.testing import make_article
from retold.types import Article

FERRY = [
    ("Ferry runs aground off Brackmoor", "A ferry with 212 passengers ran aground off Brackmoor on Tuesday after its"
     " steering failed, the coastguard said. Nobody was hurt. Tugs pulled the Morna free at high tide."),
    ("All safe after Morna grounding", "Passengers of the ferry Morna were taken ashore at Brackmoor after it struck a"
     " sandbank. The coastguard said its steering had failed and that tugs were on their way to the vessel."),
    ("Steering blamed for ferry accident", "A failure of the steering drove the Morna onto a sandbank near Brackmoor,"
     " investigators said. The ferry carried 212 passengers when it ran aground on Tuesday."),
]  # fmt: skip
BUDGET = [
    ("Velden council votes down library cuts", "The council of Velden rejected cuts to the city's four libraries by 23"
     " votes to 18 late on Monday. Mayor Ines Holt had proposed closing two branches to balance the budget."),
    ("Mayor Holt loses vote on libraries", "Velden's mayor, Ines Holt, suffered a defeat when councillors refused to"
     " close two library branches. The cuts were part of her budget for next year."),
]  # fmt: skip
OTHERS = [
    ("Wolves return to the Harn hills", "Foresters in the Harn hills have photographed a pair of wolves, the first seen"
     " there for ninety years. Shepherds asked for money to pay for fences and dogs."),
    ("Orchestra names new conductor", "The Marlow symphony orchestra has appointed the Finn Aino Laine from September."
     " She follows Peter Brandt, who led it for eleven seasons."),
    ("Frost ruins cherry blossom", "A night of hard frost has destroyed most of the cherry blossom in the Elm valley,"
     " growers said. They expect a third of the usual harvest."),
]  # fmt: skip


def articles_of(pairs: list[tuple[str, str]], **more) -> list[Article]:
    return [
        make_article(body, title=title, name=title, outlet=f"Outlet {i}", **more)
        for i, (title, body) in enumerate(pairs)
    ]
