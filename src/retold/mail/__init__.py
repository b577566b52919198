"""Mail: messages made, handed to a server, and what comes back.

`compose` makes a message of what is to be said, `smtp` hands it over and tells what became of it, `bounces` reads what
comes back, `deciding` says what follows from either. The text itself is `retold.display`'s.
"""
