"""Measure from verdicts how right the topics are: precision, recall, keywords, sources. Pure."""
