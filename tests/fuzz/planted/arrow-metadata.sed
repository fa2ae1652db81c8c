# libfairness/column/extension.c
s/(size_t)key_length == sizeof(wanted) - 1 &&/key_length >= 0 \&\&/
