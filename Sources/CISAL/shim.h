#ifndef PK_CISAL_SHIM_H
#define PK_CISAL_SHIM_H
#include <isa-l/igzip_lib.h>
#endif
