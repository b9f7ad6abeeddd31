// libxml2's push parser for XML, its parser for HTML, its writer and its XML Schema. Nothing here is a macro that Swift cannot call.
#pragma once

#include <libxml/xmlversion.h>
// Debian builds libxml2 with ICU, and its headers would then bring in ICU types that clash with Foundation's own copy.
#undef LIBXML_ICU_ENABLED

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlwriter.h>
