// Stands in for the C library's header: see ../../../README.md, "One set for every platform".
#pragma once

typedef signed char int8_t;
typedef short int16_t;
typedef int int32_t;
typedef long long int64_t;
typedef long long intptr_t;

typedef unsigned char uint8_t;
typedef unsigned short uint16_t;
typedef unsigned int uint32_t;
typedef unsigned long long uint64_t;
typedef unsigned long long uintptr_t;

#define UINTPTR_MAX 0xFFFFFFFFFFFFFFFFull
