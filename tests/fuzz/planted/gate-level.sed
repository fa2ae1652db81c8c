# libfairness/gate/evaluate.c
s/o->judged.p_within > o->level)$/o->judged.p_within > 2 * o->level)/
