"""What programs are given: the API with its description, feeds of what is new, and the pages of tokens and webhooks."""

from fastapi import APIRouter

from retold.server.api import document, feeds_out, token_pages, webhook_pages

router = APIRouter(include_in_schema=False)
for _routes in (document.api, document.router, feeds_out.router, token_pages.router, webhook_pages.router):
    router.include_router(_routes)
