// Stands in for the C library's header: see ../../../README.md, "One set for every platform".
#pragma once

#define NULL ((void *) 0)

typedef unsigned long long size_t;
typedef long long ptrdiff_t;
