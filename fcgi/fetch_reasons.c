#include "fcgi/fetch_reasons.h"

/* clang-format off */
static const struct {
	enum err_code code;
	struct text text;
} reasons[] = {
	[FETCH_URL] = { ERR_INVALID_PARAMETER, {
		.en = "this is not an address that tables are fetched from: it reads https://host/path",
		.fr = "ce n'est pas une adresse d'où l'on prend un tableau : elle s'écrit https://hôte/chemin" } },
	[FETCH_SCHEME] = { ERR_INVALID_PARAMETER, {
		.en = "tables are fetched by https only, but from hosts that the operator has named",
		.fr = "les tableaux sont pris en https seulement, sauf auprès d'hôtes que l'exploitant a nommés" } },
	[FETCH_USER] = { ERR_INVALID_PARAMETER, {
		.en = "the address holds a user name or a password: give one without",
		.fr = "l'adresse contient un nom d'utilisateur ou un mot de passe : donnez-en une sans" } },
	[FETCH_PORT] = { ERR_INVALID_PARAMETER, {
		.en = "tables are fetched from ports 80 and 443 only",
		.fr = "les tableaux ne sont pris qu'aux ports 80 et 443" } },
	[FETCH_PRIVATE] = { ERR_INVALID_PARAMETER, {
		.en = "this address leads to a place that is not public: no table is fetched from there",
		.fr = "cette adresse mène à un endroit qui n'est pas public : aucun tableau n'y est pris" } },
	[FETCH_UNKNOWN] = { ERR_UPSTREAM, {
		.en = "the host of this address is not known",
		.fr = "l'hôte de cette adresse n'est pas connu" } },
	[FETCH_CONNECT] = { ERR_UPSTREAM, {
		.en = "the host of this address does not answer",
		.fr = "l'hôte de cette adresse ne répond pas" } },
	[FETCH_TLS] = { ERR_UPSTREAM, {
		.en = "the host of this address does not prove who it is (TLS)",
		.fr = "l'hôte de cette adresse ne prouve pas son identité (TLS)" } },
	[FETCH_BROKEN] = { ERR_UPSTREAM, {
		.en = "the table broke off before its end",
		.fr = "le tableau s'est interrompu avant la fin" } },
	[FETCH_REDIRECTS] = { ERR_UPSTREAM, {
		.en = "the address sends on to another more than three times",
		.fr = "l'adresse renvoie plus de trois fois à une autre" } },
	[FETCH_ABSENT] = { ERR_UPSTREAM, {
		.en = "there is no table at this address",
		.fr = "il n'y a pas de tableau à cette adresse" } },
	[FETCH_REFUSED] = { ERR_UPSTREAM, {
		.en = "the host of this address does not give the table to us",
		.fr = "l'hôte de cette adresse ne nous donne pas le tableau" } },
	[FETCH_STATUS] = { ERR_UPSTREAM, {
		.en = "the host of this address answers with an error",
		.fr = "l'hôte de cette adresse répond par une erreur" } },
	[FETCH_DISK] = { ERR_UNAVAILABLE, {
		.en = "there is no room to keep the table",
		.fr = "il n'y a pas de place pour garder le tableau" } },
	[FETCH_FAILED] = { ERR_INTERNAL, {
		.en = "the table could not be fetched",
		.fr = "le tableau n'a pas pu être pris" } },
};
/* clang-format on */

bool fetch_explain(enum fetch_reason reason, int64_t limit, int64_t seconds, const void *ctx, struct err *err)
{
	if (reason == FETCH_DONE)
		return true;
	if (reason == FETCH_TIME)
		return err_set(err, ctx, ERR_UPSTREAM, NULL,
		               "the table did not come within %lld seconds",
		               "le tableau n'est pas arrivé en %lld secondes", (long long)seconds);
	if (reason == FETCH_SIZE)
		return err_set(err, ctx, ERR_TOO_LARGE, NULL,
		               "the table is larger than the %lld bytes that this service accepts",
		               "le tableau dépasse les %lld octets que ce service accepte", (long long)limit);
	if ((size_t)reason >= sizeof reasons / sizeof *reasons || reasons[reason].text.en == NULL)
		reason = FETCH_FAILED;
	return err_set(err, ctx, reasons[reason].code, NULL, "%1$s%2$.0s", "%1$.0s%2$s",
	               reasons[reason].text.en, reasons[reason].text.fr);
}

const char *fetch_reason_name(enum fetch_reason reason)
{
	static const char *const names[] = {
		[FETCH_DONE] = "done", [FETCH_URL] = "url", [FETCH_SCHEME] = "scheme", [FETCH_USER] = "user",
		[FETCH_PORT] = "port", [FETCH_PRIVATE] = "private", [FETCH_UNKNOWN] = "unknown",
		[FETCH_CONNECT] = "connect", [FETCH_TLS] = "tls", [FETCH_TIME] = "time",
		[FETCH_SIZE] = "size", [FETCH_BROKEN] = "broken", [FETCH_REDIRECTS] = "redirects",
		[FETCH_ABSENT] = "absent", [FETCH_REFUSED] = "refused", [FETCH_STATUS] = "status",
		[FETCH_DISK] = "disk", [FETCH_FAILED] = "failed",
	};
	return (size_t)reason < FETCH_REASONS ? names[reason] : "failed";
}
