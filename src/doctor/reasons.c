#include "doctor/account.h"

#include <string.h>

struct named {
	const char *name;
	struct text title;
};

/* clang-format off */
static const struct named rows[ROW_REASONS] = {
	[ROW_MATCHED] = { "matched", { "trouvé", "matched" } },
	[ROW_EMPTY] = { "empty", { "aucun code", "no code" } },
	[ROW_TOTAL] = { "total", { "ligne de total, non un territoire", "a total, not a territory" } },
	[ROW_MERGED] = { "merged", { "territoire fusionné dans un autre", "territory merged into another" } },
	[ROW_SPLIT] = { "split", { "territoire partagé entre plusieurs", "territory split into several" } },
	[ROW_RENAMED] = { "renamed", { "ancien code d'un territoire qui a déjà sa ligne", "old code of a territory that has a row already" } },
	[ROW_LATER] = { "later", { "territoire créé ou rétabli après cette version", "territory created or restored after this version" } },
	[ROW_OTHER_VERSION] = { "other-version", { "code d'une autre version de la liste", "code of another version of the list" } },
	[ROW_ARRONDISSEMENT] = { "arrondissement", { "arrondissement municipal de Paris, Lyon ou Marseille", "municipal arrondissement of Paris, Lyon or Marseille" } },
	[ROW_COLLECTIVITY] = { "collectivity", { "collectivité d'outre-mer, absente du référentiel", "overseas collectivity, not in the framework" } },
	[ROW_ABROAD] = { "abroad", { "pays étranger (code 99xxx)", "foreign country (code 99xxx)" } },
	[ROW_AMBIGUOUS] = { "ambiguous", { "peut désigner plusieurs territoires", "may mean several territories" } },
	[ROW_DIGITS_LOST] = { "digits-lost", { "notation scientifique : des chiffres sont perdus", "scientific notation: digits are lost" } },
	[ROW_LABEL] = { "label", { "le nom à côté du code est celui d'un autre territoire", "the name beside the code is that of another territory" } },
	[ROW_PARENT] = { "parent", { "le territoire parent à côté ne convient pas", "the parent territory beside it does not fit" } },
	[ROW_IS_NAME] = { "is-name", { "un texte à la place d'un code", "a text in the place of a code" } },
	[ROW_FORM] = { "form", { "n'a pas la forme d'un code de cette liste", "not in the form of a code of this list" } },
	[ROW_UNKNOWN] = { "unknown", { "a la forme d'un code, mais n'est pas dans la liste : autre année, ou faute de frappe", "in the form of a code, but not in the list: another year, or a slip" } },
};
static const struct named features[FEATURE_REASONS] = {
	[FEATURE_MATCHED] = { "matched", { "trouvé", "matched" } },
	[FEATURE_PARTS] = { "parts", { "la table a des lignes pour ce qui en fait ou en faisait partie", "the table has rows for what is or was part of it" } },
	[FEATURE_ROW_REFUSED] = { "row-refused", { "une ligne le désigne peut-être, et a été refusée", "a row may mean it, and was refused" } },
	[FEATURE_NEWER] = { "newer", { "absent d'une autre version de la liste, que la table semble suivre", "absent from another version of the list, which the table seems to follow" } },
	[FEATURE_PARENT] = { "parent-absent", { "la table n'a aucune ligne dans tout le territoire parent", "the table has no row in the whole parent territory" } },
	[FEATURE_NO_ROW] = { "no-row", { "aucune ligne dans la table", "no row in the table" } },
};
/* clang-format on */

const char *row_reason_name(enum row_reason reason)
{
	return rows[reason].name;
}

struct text row_reason_title(enum row_reason reason)
{
	return rows[reason].title;
}

const char *feature_reason_name(enum feature_reason reason)
{
	return features[reason].name;
}

struct text feature_reason_title(enum feature_reason reason)
{
	return features[reason].title;
}

/* "01453 Arvière-en-Valromey", in ctx. */
static const char *named_feature(const struct doctor_framework *f, const void *ctx,
				 uint32_t feature)
{
	const char *label = f->labels != NULL ? f->labels[feature] : NULL;
	return label != NULL ? mem_printf(ctx, "%s %s", f->keys[feature], label) : f->keys[feature];
}

static struct text former_advice(const struct doctor_account *a, const void *ctx, size_t row)
{
	const struct doctor_former *was = &a->framework->formers[a->rows.former[row]];
	uint32_t hint = a->rows.hint[row];
	const char *list = "";
	char *year = was->year > 0 ? mem_printf(ctx, " (%d)", was->year) : mem_strdup(ctx, "");

	for (size_t i = 0; i < was->n_successors; i++) {
		bool known = was->n_successors == 1 && hint != KEY_NONE;
		list =
		    mem_printf(ctx, "%s%s%s", list, i > 0 ? ", " : "",
			       known ? named_feature(a->framework, ctx, hint) : was->successors[i]);
	}
	switch (was->reason) {
	case FORMER_MERGED:
		return (struct text){
		    mem_printf(ctx, "fusionné%s dans %s : demandez la somme pour l'y ajouter", year,
			       list),
		    mem_printf(ctx, "merged%s into %s: ask for the sum to add it there", year,
			       list),
		};
	case FORMER_SPLIT:
		return (struct text){mem_printf(ctx, "partagé%s entre %s", year, list),
				     mem_printf(ctx, "split%s into %s", year, list)};
	case FORMER_RENAMED:
		return (struct text){mem_printf(ctx, "devenu%s %s", year, list),
				     mem_printf(ctx, "became%s %s", year, list)};
	case FORMER_LATER:
		return (struct text){
		    mem_printf(
			ctx,
			"créé ou rétabli%s, auparavant dans %s : prenez une version plus récente",
			year, list),
		    mem_printf(ctx, "created or restored%s, before in %s: take a newer version",
			       year, list),
		};
	}
	return (struct text){0};
}

struct text doctor_row_advice(const struct doctor_account *a, const void *ctx, size_t row)
{
	uint32_t former = a->rows.former[row], hint = a->rows.hint[row];
	enum row_reason reason = (enum row_reason)a->rows.reason[row];

	if (a->rows.feature[row] != KEY_NONE)
		return (struct text){0};
	if (former != KEY_NONE)
		return former_advice(a, ctx, row);
	if (reason == ROW_OTHER_VERSION && strcmp(a->other_version, a->framework->version) < 0)
		return (struct text){
		    mem_printf(ctx,
			       "existait dans la version %s, disparu depuis : fusionné sans doute",
			       a->other_version),
		    mem_printf(ctx, "was in the version %s and is gone since: merged, most likely",
			       a->other_version),
		};
	if (reason == ROW_OTHER_VERSION)
		return (struct text){
		    mem_printf(ctx, "créé depuis : prenez la version %s", a->other_version),
		    mem_printf(ctx, "created since: take the version %s", a->other_version),
		};
	if (reason == ROW_ARRONDISSEMENT && hint != KEY_NONE)
		return (struct text){
		    mem_printf(ctx, "fait partie de %s, qui a sa propre ligne d'ordinaire",
			       named_feature(a->framework, ctx, hint)),
		    mem_printf(ctx, "part of %s, which usually has a row of its own",
			       named_feature(a->framework, ctx, hint)),
		};
	if (reason == ROW_DIGITS_LOST)
		return (struct text){"mettez la colonne au format texte avant d'enregistrer",
				     "set the column to text before saving"};
	if (hint != KEY_NONE)
		return (struct text){
		    mem_printf(ctx, "peut-être %s", named_feature(a->framework, ctx, hint)),
		    mem_printf(ctx, "perhaps %s", named_feature(a->framework, ctx, hint))};
	return (struct text){0};
}

struct text doctor_feature_advice(const struct doctor_account *a, const void *ctx, size_t feature)
{
	uint32_t row = a->feature_row[feature];

	if (a->rows.feature_rows[feature] > 0 || row == KEY_NONE)
		return (struct text){0};
	const char *written = doctor_written(a, ctx, row);
	return (struct text){mem_printf(ctx, "voyez la ligne %u (« %s »)", row + 1, written),
			     mem_printf(ctx, "see row %u (\"%s\")", row + 1, written)};
}
