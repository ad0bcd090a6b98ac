#include "publish/file_digest.h"

#include <stdio.h>

bool file_digest(const char *path, const void *ctx, char digest[DIGEST_TEXT], int64_t *size,
                 struct err *err)
{
	enum { PIECE = 1 << 16 };
	void *tmp = talloc_new(ctx);
	char *buffer = mem_array(tmp, char, PIECE);
	struct digest *d = digest_new(tmp);
	FILE *f = fopen(path, "rb");
	size_t n;

	*size = 0;
	while (f != NULL && (n = fread(buffer, 1, PIECE, f)) > 0) {
		digest_add(d, buffer, n);
		*size += (int64_t)n;
	}
	bool ok = f != NULL && !ferror(f);
	if (f != NULL)
		fclose(f);
	if (ok)
		digest_text(d, digest);
	talloc_free(tmp);
	return ok || err_set(err, ctx, ERR_INTERNAL, NULL, "A data file could not be read.",
	                     "Un fichier de données n'a pas pu être lu.");
}
