# libfairness/audit/arrow.c
/^count_rest/,/^}/{/array.release(&array);/d
}
