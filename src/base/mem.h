/* Memory. Every allocation hangs from a talloc context and none of these
   returns NULL: out of memory ends the worker, and its manager starts another.
   Sizes that come from a client are bounded before they reach this file. */
#ifndef JT_BASE_MEM_H
#define JT_BASE_MEM_H

#include <stddef.h>
#include <talloc.h>

#define JT_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define JT_UNUSED __attribute__((unused))

void *mem_check(void *p) __attribute__((returns_nonnull));

#define mem_new(ctx, type)          ((type *)mem_check(talloc_zero((ctx), type)))
#define mem_array(ctx, type, count) ((type *)mem_check(talloc_zero_array((ctx), type, (count))))
#define mem_grow(ctx, p, type, count) \
	((type *)mem_check(talloc_realloc((ctx), (p), type, (count))))

/* talloc_free for what is lent out as const. */
void mem_free(const void *p);

char *mem_strdup(const void *ctx, const char *s) __attribute__((returns_nonnull));
char *mem_strndup(const void *ctx, const char *s, size_t n) __attribute__((returns_nonnull));
char *mem_printf(const void *ctx, const char *fmt, ...)
	JT_PRINTF(2, 3) __attribute__((returns_nonnull));

#endif
