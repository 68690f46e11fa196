"""Many users of a Cat behind a bad network, for as long as it takes to see what a client leaves behind: `make soak`."""
