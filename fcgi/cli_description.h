/* Options that several commands have: who owns what is published, what it is called and what is said of it. They are for a
   struct with the members `request` (struct publish_request), `level` (struct cli_level) and `metadata_file`, whose
   offsets PLACE gives. */
#ifndef JT_FCGI_CLI_DESCRIPTION_H
#define JT_FCGI_CLI_DESCRIPTION_H

/* clang-format off */
#define CLI_TITLE_OPTIONS \
	{ "organisation", CLI_STRING, PLACE(request.organisation), "NAME", \
	  { "à qui c'est", "whose it is" } }, \
	{ "level", CLI_LEVEL, PLACE(level), "LEVEL", \
	  { "qui peut voir : public (sinon), professional ou internal", \
	    "who may see: public (else), professional or internal" } }, \
	{ "title-fr", CLI_STRING, PLACE(request.metadata.title.fr), "TEXT", \
	  { "le titre en français", "the title in French" } }, \
	{ "title-en", CLI_STRING, PLACE(request.metadata.title.en), "TEXT", \
	  { "le titre en anglais", "the title in English" } }, \
	{ "abstract-fr", CLI_STRING, PLACE(request.metadata.abstract.fr), "TEXT", \
	  { "le résumé en français", "the abstract in French" } }, \
	{ "abstract-en", CLI_STRING, PLACE(request.metadata.abstract.en), "TEXT", \
	  { "le résumé en anglais", "the abstract in English" } }

#define CLI_METADATA_OPTIONS \
	{ "metadata", CLI_STRING, PLACE(metadata_file), "FILE", \
	  { "un fichier JSON de métadonnées ; les options l'emportent", \
	    "a JSON file of metadata; options win over it" } }, \
	{ "theme", CLI_STRING, PLACE(request.theme), "NAME", { "le thème", "the theme" } }, \
	{ "keywords-fr", CLI_STRING, PLACE(request.metadata.keywords.fr), "A,B", \
	  { "les mots-clés en français", "the keywords in French" } }, \
	{ "keywords-en", CLI_STRING, PLACE(request.metadata.keywords.en), "A,B", \
	  { "les mots-clés en anglais", "the keywords in English" } }, \
	{ "licence-fr", CLI_STRING, PLACE(request.metadata.licence.fr), "TEXT", \
	  { "la licence, en français", "the licence, in French" } }, \
	{ "licence-en", CLI_STRING, PLACE(request.metadata.licence.en), "TEXT", \
	  { "la licence, en anglais", "the licence, in English" } }, \
	{ "licence-url", CLI_STRING, PLACE(request.metadata.licence_url), "URL", \
	  { "le texte de la licence", "the text of the licence" } }, \
	{ "attribution-fr", CLI_STRING, PLACE(request.metadata.attribution.fr), "TEXT", \
	  { "la mention de la source, en français", "the credit line, in French" } }, \
	{ "attribution-en", CLI_STRING, PLACE(request.metadata.attribution.en), "TEXT", \
	  { "la mention de la source, en anglais", "the credit line, in English" } }, \
	{ "documentation-url", CLI_STRING, PLACE(request.metadata.documentation_url), "URL", \
	  { "la documentation", "the documentation" } }, \
	{ "reference-date", CLI_STRING, PLACE(request.metadata.reference_date), "DATE", \
	  { "ce que les données décrivent : AAAA, AAAA-MM, AAAA-MM-JJ, ou une période AAAA/AAAA", \
	    "what the data describe: YYYY, YYYY-MM, YYYY-MM-DD, or a period YYYY/YYYY" } }, \
	{ "person", CLI_STRING, PLACE(request.metadata.contact.person), "TEXT", \
	  { "la personne à contacter", "whom to write to" } }, \
	{ "email", CLI_STRING, PLACE(request.metadata.contact.email), "ADDRESS", \
	  { "son adresse électronique", "their e-mail address" } }
/* clang-format on */

#endif
