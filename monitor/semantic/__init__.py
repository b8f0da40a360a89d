"""A second opinion on articles that may have been missed: sentence vectors, and a classifier for each topic.

The keywords decide what matches. The second opinion only orders and marks what nearly matches. An encoder,
which the extra `semantic` installs, makes a vector of an article's headline and first sentences; logistic
regressions, trained on the texts in `data`, say how likely it belongs to each topic.

`choice` says which encoder is used, and `labelled_texts` what the classifiers are trained on; both are cheap
to import. `encoding` runs in a process of its own, because an encoder takes 90 MB and more.
"""
