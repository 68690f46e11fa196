"""Many users of one program: a view for each, one use at a time of each, and none kept that is not needed."""
