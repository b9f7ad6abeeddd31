#ifndef PK_CDEFLATE_SHIM_H
#define PK_CDEFLATE_SHIM_H
#include <stddef.h>
#include <libdeflate.h>
#endif
