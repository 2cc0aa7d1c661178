"""Reading of facts typed in running text, the same way for sources and translations, in every language."""
