/* What is told of a harvest: lines for people as things happen, or one document for programs. */
#include <string.h>

#include "fcgi/cli_harvest.h"

static const char *how_words(const struct harvest *h, enum harvest_how how)
{
	static const struct text words[] = {
		[HOW_NOT] = { "", "" }, [HOW_WISH] = { "comme demandé", "as asked for" },
		[HOW_KEPT] = { "comme la dernière fois", "as the last time" }, [HOW_URI] = { "par son URI", "by its URI" },
	};
	return text_in(words[how], h->cli->lang);
}

void harvest_tell_service(struct harvest *h)
{
	if (h->json != NULL) {
		json_string(h->json, "url", h->source.url);
		json_string(h->json, "title", h->source.title);
		return;
	}
	cli_say(h->cli, "%s: %s", "%s : %s", h->source.url, h->source.title);
}

static void tell_framework(struct harvest *h, const struct harvest_match *m)
{
	static const char *const names[] = { [HOW_NOT] = NULL, [HOW_WISH] = "asked", [HOW_KEPT] = "kept", [HOW_URI] = "uri" };
	const struct gdas_head *f = &m->theirs->head;
	const void *ctx = h->cli->ctx;

	if (h->json != NULL) {
		json_open_object(h->json, NULL);
		json_string(h->json, "uri", f->uri);
		json_string(h->json, "title", f->title);
		json_string_if(h->json, "date", f->date);
		json_string(h->json, "framework", m->ours != NULL ? m->ours->series : NULL);
		json_string_if(h->json, "version", m->ours != NULL ? m->ours->version : NULL);
		json_string_if(h->json, "how", names[m->how]);
		json_string_if(h->json, "reason", text_in(m->why, h->cli->lang));
		json_close_object(h->json);
		return;
	}
	cli_put(h->cli, text_empty(m->why)
	        ? mem_printf(ctx, "  %s (%s): %s@%s, %s", f->uri, f->title, m->ours->series, m->ours->version,
	                     how_words(h, m->how))
	        : mem_printf(ctx, "  %s (%s): %s", f->uri, f->title, text_in(m->why, h->cli->lang)));
}

void harvest_tell_frameworks(struct harvest *h)
{
	if (h->json != NULL)
		json_open_array(h->json, "frameworks");
	for (size_t i = 0; i < h->n_matches; i++)
		tell_framework(h, &h->matches[i]);
	if (h->json == NULL)
		return;
	json_close_array(h->json);
	json_open_array(h->json, "datasets");
}

static const char *state_name(const struct harvest *h, const struct harvest_task *t)
{
	if (t->state == TASK_REFUSED)
		return "refused";
	if (t->state == TASK_SAME)
		return "unchanged";
	if (h->said->dry_run)
		return "would be taken";
	return t->known != NULL ? "refreshed" : "taken";
}

static void task_json(struct harvest *h, const struct harvest_task *t, const struct harvest_taken *taken)
{
	struct json *w = h->json;

	json_open_object(w, NULL);
	json_string(w, "uri", t->head->uri);
	json_string(w, "framework", t->match->theirs->head.uri);
	json_string(w, "name", t->name);
	json_string(w, "title", t->head->title);
	json_string_if(w, "version", t->head->version);
	json_string(w, "state", state_name(h, t));
	if (t->state == TASK_REFUSED)
		json_string(w, "reason", text_in(t->why, h->cli->lang));
	if (taken->rows != NULL) {
		json_raw(w, "rows", taken->rows);
		json_raw(w, "matched", taken->matched);
	}
	json_string_if(w, "note", text_in(taken->note, h->cli->lang));
	json_close_object(w);
}

void harvest_tell_task(struct harvest *h, const struct harvest_task *t, const struct harvest_taken *taken)
{
	struct cli *cli = h->cli;
	const char *note = text_in(taken->note, cli->lang);
	const char *after = *note != '\0' ? mem_printf(cli->ctx, " (%s)", note) : "";

	if (h->json != NULL) {
		task_json(h, t, taken);
		return;
	}
	if (t->state == TASK_REFUSED)
		cli_say(cli, "%s (%s): refused: %s", "%s (%s) : refusé : %s", t->name, t->head->uri,
		        text_in(t->why, cli->lang));
	else if (t->state == TASK_SAME)
		cli_say(cli, "%s: has not changed", "%s : n'a pas changé", t->name);
	else if (h->said->dry_run)
		cli_say(cli, "%s: would be taken, %s of %s rows are of a territory%s",
		        "%s : serait pris, %s lignes sur %s sont d'un territoire%s", t->name, taken->matched, taken->rows,
		        after);
	else if (t->known != NULL)
		cli_say(cli, "%s: refreshed, %s of %s rows are of a territory%s",
		        "%s : rafraîchi, %s lignes sur %s sont d'un territoire%s", t->name, taken->matched, taken->rows, after);
	else
		cli_say(cli, "%s: taken, %s of %s rows are of a territory%s",
		        "%s : pris, %s lignes sur %s sont d'un territoire%s", t->name, taken->matched, taken->rows, after);
}

void harvest_tell_gone(struct harvest *h, const struct harvest_item *item)
{
	if (h->json == NULL) {
		cli_say(h->cli, "%s: is no longer there; it stays here until it is withdrawn",
		        "%s : n'y est plus ; il reste ici tant qu'il n'est pas retiré", item->name);
		return;
	}
	json_open_object(h->json, NULL);
	json_string(h->json, "uri", item->dataset);
	json_string(h->json, "framework", item->framework);
	json_string(h->json, "name", item->name);
	json_string(h->json, "state", "gone");
	json_close_object(h->json);
}

void harvest_tell_counts(struct harvest *h)
{
	const struct harvest_counts *n = &h->counts;

	if (h->json == NULL) {
		if (h->n_tasks == 0)
			cli_say(h->cli, "There is nothing to read in.", "Il n'y a rien à moissonner.");
		return;
	}
	json_close_array(h->json);
	json_int(h->json, "taken", (int64_t)n->taken);
	json_int(h->json, "unchanged", (int64_t)n->same);
	json_int(h->json, "refused", (int64_t)n->refused);
	json_int(h->json, "gone", (int64_t)n->gone);
}
