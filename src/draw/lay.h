/* Pictures laid over one another. Pixels are those of paint.h: R, G, B, A in memory, not premultiplied. Pure. */
#ifndef JT_DRAW_LAY_H
#define JT_DRAW_LAY_H

#include <stddef.h>
#include <stdint.h>

/* `above`, its colours premultiplied, over `below`, which is not. */
uint32_t lay_premultiplied(uint32_t below, uint32_t above);

/* The colours of a pixel times its opacity. */
uint32_t lay_multiply(uint32_t pixel);

/* n pixels over as many. */
void lay_over(uint32_t *below, const uint32_t *above, size_t n);

/* One colour (0xrrggbb) over n pixels, of each so much as the mask says (0 to 255) times the opacity (0 to 1). */
void lay_mask(uint32_t *below, const uint8_t *mask, size_t n, uint32_t color, double opacity);

#endif
