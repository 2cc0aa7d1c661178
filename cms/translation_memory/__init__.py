"""Translation memory: finds the approved translations of the same and of similar source texts.

**Contents.** The texts of every published approval of a translation, each with the source that it was approved with
(``indexing.py``). Drafts, sources and unpublished approvals aren't included, so nothing under embargo is. The approvals
are checked at each lookup: a withdrawn text and the earlier versions of its item are never offered; a text replaced by
a later version is shown as an earlier translation, with its date.

**Exact matches** have the same reduced source (``words.py``): in NFC, with single spaces, and without the editor's own
attributes in tags. If a fact, a number, a tag or a link differs, two texts are similar, not the same.

**Similarity** is the part of the longer text's words that needn't be inserted, deleted or replaced to get the other one
(Levenshtein distance on words, from 70 percent), as in other translation tools. Comparing 200,000 texts takes too long.
By the q-gram lemma (E. Ukkonen, “Approximate string-matching with q-grams and maximal matches”, Theoretical Computer
Science 92, 1992) texts of n words at a distance of d share at least n + 1 − 2d of their pairs of neighbouring words,
edges included: four of ten at 70 percent. So an inverted index of these pairs with packed lists (J. Zobel and
A. Moffat, “Inverted files for text search engines”, ACM Computing Surveys 38, 2006; ``inverted_index.py``) finds the
500 texts that share most of the rarer pairs, and only these are compared. It works the same on SQLite and PostgreSQL,
because it uses plain rows only.
"""
