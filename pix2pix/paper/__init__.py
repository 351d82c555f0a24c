"""The tables of the papers, made again: the same rows on data of one's own, at a scale one has."""
