#include "tests/map/picture.h"

#include <cpl_vsi.h>
#include <gdal.h>

#define NAME "/vsimem/answer"

static void read_palette(GDALDatasetH d, struct picture *p)
{
	GDALRasterBandH band = GDALGetRasterBand(d, 1);
	GDALColorTableH table = GDALGetRasterColorTable(band);
	size_t n = (size_t)p->width * (size_t)p->height;
	uint8_t *index = mem_array(p->pixels, uint8_t, n);

	assert_int_equal(GDALRasterIO(band, GF_Read, 0, 0, p->width, p->height, index, p->width,
	                              p->height, GDT_Byte, 0, 0), CE_None);
	for (size_t i = 0; i < n; i++) {
		const GDALColorEntry *c = GDALGetColorEntry(table, index[i]);
		uint8_t rgba[] = { (uint8_t)c->c1, (uint8_t)c->c2, (uint8_t)c->c3, (uint8_t)c->c4 };
		memcpy(p->pixels + 4 * i, rgba, 4);
	}
}

static void read_bands(GDALDatasetH d, struct picture *p)
{
	for (int b = 1; b <= p->bands && b <= 4; b++)
		assert_int_equal(GDALRasterIO(GDALGetRasterBand(d, b), GF_Read, 0, 0, p->width, p->height,
		                              p->pixels + b - 1, p->width, p->height, GDT_Byte, 4,
		                              4 * p->width), CE_None);
}

struct picture picture_of(struct fixture *f)
{
	size_t n;
	const char *body = fixture_body(f, &n);
	uint8_t *bytes = mem_array(f, uint8_t, n);
	struct picture p = { 0 };

	GDALAllRegister();
	memcpy(bytes, body, n);
	VSIFCloseL(VSIFileFromMemBuffer(NAME, bytes, n, FALSE));
	GDALDatasetH d = GDALOpen(NAME, GA_ReadOnly);
	assert_non_null(d);
	p.width = GDALGetRasterXSize(d);
	p.height = GDALGetRasterYSize(d);
	p.bands = GDALGetRasterCount(d);
	p.pixels = mem_array(f, uint8_t, 4 * (size_t)p.width * (size_t)p.height);
	memset(p.pixels, 255, talloc_get_size(p.pixels));
	if (p.bands == 1 && GDALGetRasterColorTable(GDALGetRasterBand(d, 1)) != NULL)
		read_palette(d, &p);
	else
		read_bands(d, &p);
	GDALClose(d);
	VSIUnlink(NAME);
	return p;
}

uint32_t picture_at(const struct picture *p, int x, int y)
{
	const uint8_t *at = p->pixels + 4 * ((size_t)y * (size_t)p->width + (size_t)x);
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

int picture_count(const struct picture *p, uint32_t color)
{
	int n = 0;

	for (int y = 0; y < p->height; y++)
		for (int x = 0; x < p->width; x++)
			n += picture_at(p, x, y) == color;
	return n;
}
