# libfairness/tally/tally.c
/^add_staged/,/^}/{/clear_slots(&t->staged, 0, swept);/d
}
