#ifndef PK_CZSTD_SHIM_H
#define PK_CZSTD_SHIM_H
#include <zstd.h>
#include <zstd_errors.h>
#endif
