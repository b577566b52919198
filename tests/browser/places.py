"""Every page that there is to see of a box, with who may see it: the one list that all looks at pages go by."""

from dataclasses import dataclass
from datetime import UTC, datetime

from retold.service import accounts, feeds
from retold.service.letters import address_for
from retold.service.subscribing import link_key
from retold.store import open_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page."""

    #: Of its screenshots.
    name: str
    path: str
    #: Who looks at it; "" for anybody.
    role: str = ""
    #: Other than 200 where what can't be done is answered.
    status: int = 200


def places(store_place):
    """Those of a store that `tests.browser.box.fill` has filled, in the order of who may see them."""
    now = datetime.now(UTC)
    with open_store(store_place) as store:
        [affair] = store.affairs.affairs()
        stories = sorted(store.stories(), key=lambda story: (-len(story.articles), story.id))
        many, one = stories[0].id, stories[-1].id
        articles = [article.id for article in stories[0].articles]
        foreign = next(article.id for article in store.articles() if article.language == "de")
        reader = next(store.subscribers.all())
        edition = next(store.mail.editions(reader.id))
        feed = feeds.key_of(store.feeds.feeds()[0].url)
        people = {user.name: user for user in store.accounts.all()}
        links = {
            purpose: "/" + address_for(purpose, reader, key=link_key(store), now=now).split("/", 3)[3]
            for purpose in ("confirm", "unsubscribe", "preferences", "export", "delete")
        }
        password = accounts.link_token(people["Invited"], store=store, now=now)
    day = f"{now:%Y-%m-%d}"
    anybody = {
        "brief": "/",
        "brief of a week": "/?days=7",
        "brief of a day": f"/brief/{day}",
        "affairs": "/affairs",
        "affair": f"/affairs/{affair.id}",
        "affair timeline": f"/affairs/{affair.id}/timeline",
        "affair figures": f"/affairs/{affair.id}/figures",
        "affair speakers": f"/affairs/{affair.id}/speakers",
        "affair outlets": f"/affairs/{affair.id}/outlets",
        "stories": "/stories",
        "stories of an affair": f"/stories?affair={affair.id}",
        "story": f"/stories/{many}",
        "story of one article": f"/stories/{one}",
        "story side by side": f"/stories/{many}/beside?a={articles[0]}&b={articles[1]}",
        "article": f"/articles/{articles[0]}",
        "article in German": f"/articles/{foreign}",
        "search": "/search",
        "search found": "/search?words=bridge",
        "search found nothing": "/search?words=xylophone",
        "feeds": "/feeds",
        "feed": f"/feeds/{feed}",
        "sign in": "/sign-in",
        "subscribe": "/subscribe",
        "links": "/links",
        "edition": f"/editions/{edition.id}",
        "api": "/api",
        "password": f"/password?token={password}",
        **links,
    }
    editor = {
        "account": "/account",
        "tokens": "/account/tokens",
        "add feeds": "/feeds/add",
        "remove feed": f"/feeds/{feed}/remove",
        "correct story": f"/stories/{many}/correct",
        "corrections": "/corrections",
        "follow affairs": "/affairs",
        "change affair": f"/affairs/{affair.id}/edit",
        "articles of affair": f"/affairs/{affair.id}/articles",
        "articles out of affair": f"/affairs/{affair.id}/articles?which=out",
        "forget affair": f"/affairs/{affair.id}/forget",
    }
    owner = {
        "readers": "/readers",
        "add reader": "/readers/add",
        "reader": f"/readers/{reader.id}",
        "change reader": f"/readers/{reader.id}/change",
        "end reader": f"/readers/{reader.id}/end",
        "delete reader": f"/readers/{reader.id}/delete",
        "deliveries": "/deliveries",
        "people": "/people",
        "person": f"/people/{people['Reader'].id}",
        "link of person": f"/people/{people['Invited'].id}/link",
        "remove person": f"/people/{people['Reader'].id}/remove",
        "box": "/box",
        "doctor": "/box/doctor",
        "webhooks": "/box/webhooks",
    }
    nothing = [
        Place(name="nothing here", path="/nothing", status=404),
        Place(name="no such story", path="/stories/0000000000000000", status=404),
        Place(name="not for me", path="/box", role="reader", status=403),
    ]
    return [
        *(Place(name=name, path=path) for name, path in anybody.items()),
        *nothing,
        *(Place(name=name, path=path, role="editor") for name, path in editor.items()),
        *(Place(name=name, path=path, role="owner") for name, path in owner.items()),
    ]
