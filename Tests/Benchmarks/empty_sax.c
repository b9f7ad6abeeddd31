/* Parses an XML file with libxml2's push parser and empty handlers, and does nothing with it: what is left to gain.

   cc -O2 Tests/Benchmarks/empty_sax.c -o empty_sax $(pkg-config --cflags --libs libxml-2.0) */
#include <libxml/parser.h>
#include <stdio.h>

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                     const xmlChar **declared, int attributes, int defaulted, const xmlChar **values) {
  (void)name, (void)prefix, (void)uri, (void)namespaces, (void)declared, (void)defaulted, (void)values;
  ((long *)user)[0] += 1;
  ((long *)user)[1] += attributes;
}

int main(int count, char **arguments) {
  if (count != 2) { return 64; }
  FILE *file = fopen(arguments[1], "rb");
  if (!file) { return 66; }
  static char buffer[1 << 16];
  long seen[2] = {0, 0};
  xmlSAXHandler handlers = {0};
  handlers.initialized = XML_SAX2_MAGIC;
  handlers.startElementNs = on_start;
  xmlParserCtxtPtr context = xmlCreatePushParserCtxt(&handlers, seen, NULL, 0, NULL);
  xmlCtxtUseOptions(context, XML_PARSE_NOENT | XML_PARSE_NONET);
  size_t read;
  int status = 0;
  while (status == 0 && (read = fread(buffer, 1, sizeof buffer, file)) > 0) {
    status = xmlParseChunk(context, buffer, (int)read, 0);
  }
  if (status == 0) { status = xmlParseChunk(context, NULL, 0, 1); }
  printf("%ld elements, %ld attributes, status %d\n", seen[0], seen[1], status);
  xmlFreeParserCtxt(context);
  fclose(file);
  return status == 0 ? 0 : 65;
}
