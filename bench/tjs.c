/* How fast libxml2's writer is: the rows of a GDAS, as texts in memory, written into nothing. As JSON.

   usage: bench-tjs ROWS COLUMNS */
#include <stdio.h>
#include <time.h>

#include "base/text.h"
#include "base/xml.h"

struct cells {
	size_t rows, columns;
	char (*text)[12];             /* a thousand values, taken in turn */
};

static int into_nothing(void *handle, const char *data, int n)
{
	size_t *bytes = handle;

	(void)data;
	*bytes += (size_t)n;
	return n;
}

static double cpu_milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void write_rows(xmlTextWriterPtr w, const struct cells *c)
{
	char key[24];
	size_t at = 0;

	for (size_t i = 0; i < c->rows; i++) {
		snprintf(key, sizeof key, "%07zu", i);
		xmlTextWriterStartElement(w, X("tjs:Row"));
		xmlTextWriterWriteElement(w, X("tjs:K"), X(key));
		for (size_t j = 0; j < c->columns; j++, at = (at + 1) % 1000)
			xmlTextWriterWriteElement(w, X("tjs:V"), X(c->text[at]));
		xmlTextWriterEndElement(w);
	}
}

int main(int argc, char **argv)
{
	char texts[1000][12];
	int64_t rows, columns;
	size_t bytes = 0;

	if (argc != 3 || !text_int(argv[1], &rows) || !text_int(argv[2], &columns) || rows < 1 || columns < 1)
		return 2;
	for (size_t i = 0; i < 1000; i++)
		snprintf(texts[i], sizeof texts[i], "%zu.%02zu", i * 37 % 100, i * 7 % 100);
	struct cells c = { (size_t)rows, (size_t)columns, texts };
	xmlTextWriterPtr w = xmlNewTextWriter(xmlOutputBufferCreateIO(into_nothing, NULL, &bytes, NULL));
	double began = cpu_milliseconds();
	xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
	xmlTextWriterStartElement(w, X("tjs:Rowset"));
	write_rows(w, &c);
	xmlTextWriterEndDocument(w);
	xmlTextWriterFlush(w);
	printf("{\"bytes\": %zu, \"ms\": %.3f}\n", bytes, cpu_milliseconds() - began);
	xmlFreeTextWriter(w);
	return 0;
}
