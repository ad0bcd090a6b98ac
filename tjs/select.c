#include "tjs/select.h"

#include <string.h>

#include "tjs/operations.h"

/* Marks the rows whose keys are in [from, to]; how many. *twice tells that one was marked before. */
static size_t mark(uint8_t *chosen, const struct tjs_data *d, const char *from, const char *to, bool *twice)
{
	size_t n = 0;

	for (size_t i = tjs_data_find(d, from); i < d->n_rows; i++) {
		uint32_t row = tjs_data_row(d, i);
		if (strcmp(tjs_data_key(d, row), to) > 0)
			break;
		*twice = *twice || chosen[row] != 0;
		chosen[row] = 1;
		n++;
	}
	return n;
}

/* Spaces around a key go; "%2C" in one that was encoded twice is the comma that is part of it. */
static char *tidy(char *token)
{
	char *to, *from;

	token += strspn(token, " ");
	for (to = from = token; *from != '\0'; from++) {
		if (strncasecmp(from, "%2C", 3) == 0) {
			*to++ = ',';
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	while (to > token && to[-1] == ' ')
		to--;
	*to = '\0';
	return token;
}

/* One key, or a range: "10-19"; keys may hold hyphens themselves, so that every hyphen may be the one between. */
static size_t mark_token(uint8_t *chosen, const struct tjs_data *d, char *token, bool *twice)
{
	size_t n = mark(chosen, d, token, token, twice);
	bool ignored = false;

	for (char *hyphen = strchr(token, '-'); n == 0 && hyphen != NULL; hyphen = strchr(hyphen + 1, '-')) {
		*hyphen = '\0';
		if (hyphen > token && hyphen[1] != '\0' && strcmp(token, hyphen + 1) <= 0)
			n = mark(chosen, d, token, hyphen + 1, &ignored);
		*hyphen = '-';
	}
	return n;
}

static bool choose_keys(struct tjs_rows *rows, const struct exchange *x, const char *list, struct err *err)
{
	size_t n;
	char **tokens = text_split(x->ctx, list, ',', TJS_MOST_KEYS, &n);
	uint8_t *chosen = mem_array(x->ctx, uint8_t, rows->data->n_rows + 1);

	if (tokens == NULL)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "LinkageKeys",
		               "more than %d keys are listed: ask for ranges, or for all",
		               "plus de %d clés sont énumérées : demandez des intervalles, ou tout", TJS_MOST_KEYS);
	for (size_t i = 0; i < n; i++) {
		char *key = tidy(tokens[i]);
		bool twice = false;
		if (mark_token(chosen, rows->data, key, &twice) == 0)
			return err_set(err, x->ctx, ERR_KEY, key,
			               "there is no key \"%s\" in the dataset, nor one in such a range",
			               "il n'y a pas de clé « %s » dans le jeu de données, ni dans un tel intervalle", key);
		if (twice)
			return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "LinkageKeys",
			               "the key \"%s\" is asked for twice", "la clé « %s » est demandée deux fois", key);
	}
	rows->chosen = chosen;
	return true;
}

static bool choose_filter(struct tjs_rows *rows, const struct exchange *x, const struct tjs_selection *s,
                          struct err *err)
{
	const char *column = s->filter_column;

	if (column == NULL && s->filter_value == NULL)
		return true;
	if (column == NULL || s->filter_value == NULL) {
		const char *name = column == NULL ? "FilterColumn" : "FilterValue";
		return err_set(err, x->ctx, ERR_MISSING_PARAMETER, name,
		               "FilterColumn and FilterValue come together: %s is missing",
		               "FilterColumn et FilterValue vont ensemble : il manque %s", name);
	}
	rows->filter = tjs_data_column(rows->data, column);
	rows->value = s->filter_value;
	if (rows->filter < 0)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "FilterColumn",
		               "the dataset has no attribute \"%s\": DescribeData lists those there are",
		               "le jeu de données n'a pas d'attribut « %s » : DescribeData donne la liste", column);
	enum attribute_kind kind = rows->data->columns[rows->filter].attribute->kind;
	if (kind != ATTRIBUTE_NOMINAL && kind != ATTRIBUTE_ORDINAL)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "FilterColumn",
		               "the attribute \"%s\" holds numbers: a filter is by a nominal or ordinal one",
		               "l'attribut « %s » contient des nombres : un filtre porte sur un attribut nominal ou "
		               "ordinal", column);
	return true;
}

bool tjs_rows_hold(const struct tjs_rows *rows, uint32_t row)
{
	const struct tjs_data *d = rows->data;
	char room[TJS_VALUE_ROOM];

	if ((rows->chosen != NULL && !rows->chosen[row]) || !tjs_data_has(d, row))
		return false;
	if (rows->filter < 0)
		return true;
	const char *value = tjs_value(d->columns[rows->filter].values, row, room);
	return value != NULL && strcmp(value, rows->value) == 0;
}

bool tjs_rows_next(const struct tjs_rows *rows, size_t *at, uint32_t *row)
{
	while (*at < rows->data->n_rows) {
		*row = tjs_data_row(rows->data, (*at)++);
		if (tjs_rows_hold(rows, *row))
			return true;
	}
	return false;
}

bool tjs_rows_select(struct tjs_rows *rows, const struct exchange *x, const struct tjs_data *d,
                     const struct tjs_selection *s, struct err *err)
{
	size_t at = 0;
	uint32_t row;

	*rows = (struct tjs_rows){ .data = d, .filter = -1 };
	if ((s->keys != NULL && !choose_keys(rows, x, s->keys, err)) || !choose_filter(rows, x, s, err))
		return false;
	if (tjs_rows_next(rows, &at, &row))
		return true;
	if (s->filter_value != NULL)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "FilterValue",
		               "no row has \"%s\" in that column", "aucune ligne n'a « %s » dans cette colonne",
		               s->filter_value);
	if (s->keys != NULL)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "LinkageKeys",
		               "the dataset has no row for these keys",
		               "le jeu de données n'a pas de ligne pour ces clés");
	return err_set(err, x->ctx, ERR_NOT_FOUND, NULL, "the dataset has no row",
	               "le jeu de données n'a aucune ligne");
}
