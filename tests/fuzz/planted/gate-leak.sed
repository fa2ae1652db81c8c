# libfairness/gate/evaluate.c
/fair__free(mem, o->needed/d
