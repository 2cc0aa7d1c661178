"""Artwork from approved texts and a link, with a code that was read back. No Django, no database."""
