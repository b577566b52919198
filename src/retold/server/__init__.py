"""The service on the web: pages and forms over a store, for readers, editors and the owner.

It decides nothing of texts: what it shows is made by `retold.web`, what it does by `retold.service`.
"""
