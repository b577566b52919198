"""Subscriptions: what state they are in, when the next edition is due, and the tokens that links carry."""
