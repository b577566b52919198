"""What a worker needs, loaded once before workers are forked, so that they are killed at work and not while loading."""

import retold.service.working
from retold.intake import html  # noqa: F401
from retold.mail import smtp  # noqa: F401
from retold.service import affairs, editions, fetching, mailing, news, subscribing, writing  # noqa: F401
from retold.service.facts import default_parser

default_parser().parse(["The bridge is closed."])
assert retold.service.working.KINDS
