#include "fcgi/cli.h"

#include <getopt.h>
#include <string.h>

#include "base/text.h"

#define MOST_OPTIONS 64

static bool set_list(struct cli *cli, struct cli_list *list, const char *value)
{
	list->items = mem_grow(cli->ctx, list->items, const char *, list->n + 1);
	list->items[list->n++] = value;
	return true;
}

static bool set(struct cli *cli, const struct cli_option *o, void *into, const char *value)
{
	void *to = (char *)into + o->to;
	int64_t number;
	struct cli_level *level;
	struct cli_scale *scale;

	switch (o->kind) {
	case CLI_FLAG:
		*(bool *)to = true;
		return true;
	case CLI_STRING:
		*(const char **)to = value;
		return true;
	case CLI_LEVEL:
		level = to;
		level->given = true;
		return level_parse(&level->level, value);
	case CLI_CODE:
		if (text_starts(value, "EPSG:") || text_starts(value, "epsg:"))
			value += strlen("EPSG:");
		if (!text_int(value, &number) || number < 1 || number > 999999)
			return false;
		*(int *)to = (int)number;
		return true;
	case CLI_SCALE:
		scale = to;
		scale->given = true;
		return text_double(value, &scale->value) && scale->value >= 0;
	case CLI_LIST:
		return set_list(cli, to, value);
	}
	return false;
}

static int refuse_value(struct cli *cli, const struct cli_option *o, const char *value)
{
	static const char *const forms[] = {
		[CLI_FLAG] = "", [CLI_STRING] = "...", [CLI_LEVEL] = "public|professional|internal",
		[CLI_CODE] = "2154", [CLI_SCALE] = "25000", [CLI_LIST] = "...",
	};
	return cli_usage(cli, "\"%s\" does not fit --%s=%s.", "« %s » ne convient pas à --%s=%s.",
	                 value, o->name, forms[o->kind]);
}

/* Where an option is read to: the command's own come first, then the common ones. */
struct places {
	const struct cli_option *options[MOST_OPTIONS];
	void *into[MOST_OPTIONS];
	struct option longs[MOST_OPTIONS + 1];
	size_t n;
};

static void add_options(struct places *p, const struct cli_option *options, void *into)
{
	for (; options->name != NULL && p->n < MOST_OPTIONS; options++) {
		p->options[p->n] = options;
		p->into[p->n] = into;
		p->longs[p->n].name = options->name;
		p->longs[p->n++].has_arg = options->kind == CLI_FLAG ? no_argument :
			required_argument;
	}
}

static int read_options(struct cli *cli, struct cli_line line, const struct places *p)
{
	int which = -1;

	optind = 0;
	opterr = 0;
	for (int c; (c = getopt_long(line.argc, line.argv, ":", p->longs, &which)) != -1;) {
		if (c == ':')
			return cli_usage(cli, "%s needs a value.", "%s demande une valeur.",
			                 line.argv[optind - 1]);
		if (c != 0)
			return cli_usage(cli, "There is no option %s here, or it is ambiguous.",
			                 "Il n'y a pas d'option %s ici, ou elle est ambiguë.",
			                 line.argv[optind - 1]);
		if (!set(cli, p->options[which], p->into[which], optarg))
			return refuse_value(cli, p->options[which], optarg);
	}
	return -1;
}

static int take_operands(struct cli *cli, struct cli_line line, const char **operands, int least,
                         int most)
{
	int n = line.argc - optind;

	if (n < least)
		return cli_usage(cli, "Something is missing: %s", "Il manque quelque chose : %s",
		                 text_in(cli->command->operands, cli->lang));
	if (n > most)
		return cli_usage(cli, "There is a word too many: %s", "Il y a un mot de trop : %s",
		                 line.argv[optind + most]);
	for (int i = 0; i < most; i++)
		operands[i] = i < n ? line.argv[optind + i] : NULL;
	return -1;
}

int cli_arguments(struct cli *cli, struct cli_line line, const struct cli_option *options,
                  void *into, const char **operands, int least, int most)
{
	struct places places = { .n = 0 };
	struct cli_common common = { .workspace = cli->workspace };

	add_options(&places, options, into);
	add_options(&places, cli_common_options, &common);
	int status = read_options(cli, line, &places);
	if (status >= 0)
		return status;
	if (common.lang != NULL && !lang_parse(&cli->lang, common.lang))
		return cli_usage(cli, "--lang is fr or en, not %s.",
		                 "--lang vaut fr ou en, et non %s.", common.lang);
	cli->workspace = common.workspace;
	cli->json = common.json;
	cli->quiet = common.quiet;
	if (common.help) {
		cli_command_help(cli, options);
		return CLI_DONE;
	}
	return take_operands(cli, line, operands, least, most);
}
