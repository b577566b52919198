"""The example affair, read and understood once."""

import pytest

from followed import Known
from retold import service


@pytest.fixture(scope="session")
def example(examples):
    """The example affair's five days."""
    articles = tuple(a for a in service.read_all([str(examples / "pages")]))
    return Known(service.group(articles), tuple(service.find_facts(articles)))
