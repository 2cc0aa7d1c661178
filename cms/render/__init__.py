"""Artwork: approved words and a link become a finished picture that is proven to read. Pure: no Django, no database."""
