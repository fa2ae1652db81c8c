# libfairness/artefact/artefact.c
s/st != FAIR_ERR_WRITE \&\& (st != FAIR_OK || c.left == 0)/1/
