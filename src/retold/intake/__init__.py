"""Pages in: files, folders, addresses and what these lead to are read, decoded and taken apart into blocks.

These are adapters: they may touch disk and network, and they decide what on a page is the article, nothing more.
"""
