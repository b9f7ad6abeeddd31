// The functions live in the header so that Swift can inline them; SwiftPM needs one file to compile.
#include "CTextScan.h"
