// Stands in for the C library's header: see ../../../README.md, "One set for every platform".
#pragma once

// Differs between C libraries; functions that take one are not bound.
typedef struct FILE FILE;
