// The scanners are `static inline` in the header, so that they become part of their callers.
#include "CScan.h"
