"""How templates are read: what they are given is text, whoever wrote it, and a name that isn't given is a fault."""

from importlib.metadata import version

from jinja2 import Environment, PackageLoader, StrictUndefined


def templates(**names: object) -> Environment:
    """The templates of this room, with `version` and these names for all of them."""
    made = Environment(
        loader=PackageLoader("retold.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(names, version=version("retold"))
    return made
