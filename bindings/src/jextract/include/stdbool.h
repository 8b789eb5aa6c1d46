// Stands in for the C library's header: see ../../../README.md, "One set for every platform".
#pragma once

#define bool _Bool
#define true 1
#define false 0
