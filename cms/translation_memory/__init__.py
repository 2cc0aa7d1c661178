"""The translation memory: what was approved in a language for a text, found again when the text comes again.

**What is held.** Every text of an approval of a translation that went live, beside the source it was approved with
(``learning.py``). Drafts, sources, and what never went live are not in it, so nothing under embargo is. Whether a text
still stands is asked of its approval at each look-up: what was withdrawn, and what its item said before that, is never
offered; what a later version replaced is an earlier translation, with its date.

**The same** is the same reduced text (``words.py``): composed, single spaces, tags without what the editor keeps in
them for itself. A fact, a number, a mark or a link that differs makes two texts similar, not the same.

**Similar** is how many of the longer text's words needn't be put in, left out or exchanged to come to the other one
(Levenshtein's distance on words, from 70 percent), as translators' tools count. Reading 200,000 texts for that takes
too long. By the q-gram lemma (E. Ukkonen, “Approximate string-matching with q-grams and maximal matches”, Theoretical
Computer Science 92, 1992) texts of n words at a distance of d share at least n + 1 − 2d of their pairs of neighbouring
words, edges included: at 70 percent four of ten. So an inverted file of these pairs, its lists packed (J. Zobel and
A. Moffat, “Inverted files for text search engines”, ACM Computing Surveys 38, 2006; ``inverted.py``), gives the 500
texts that share most of the rarer pairs, and only these are compared. It needs nothing of the database but rows, so
SQLite and PostgreSQL answer the same.
"""
