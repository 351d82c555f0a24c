"""Whether people can tell what a model made from what is real (Isola et al. 2017, Sec. 4.1)."""
