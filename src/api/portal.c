#include "api/portal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/html.h"
#include "api/links.h"
#include "service/exception.h"

enum { NAME_MOST = 100, HASH_LENGTH = 8 };

/* clang-format off */
static const struct {
	const char *extension, *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".json", "application/json" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".webp", "image/webp" },
	{ ".ico", "image/x-icon" },
	{ ".woff2", "font/woff2" },
	{ ".txt", "text/plain; charset=utf-8" },
};
/* clang-format on */

#define POLICY "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " \
               "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "

static bool claims(const struct exchange *x)
{
	const char *path = x->request->path;
	return strcmp(path, "/") == 0 || strcmp(path, "/portal") == 0 || text_starts(path, "/portal/");
}

static const char *type_of(const char *name)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (text_ends(name, types[i].extension))
			return types[i].type;
	return NULL;
}

/* One file of a flat folder: letters, digits, "_", "-" and "." inside. Anything else is no name. */
static bool is_file_name(const char *name)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
	size_t n = strspn(name, set);
	return n > 0 && n <= NAME_MOST && name[n] == '\0' && name[0] != '.';
}

/* "app-SJUZI4CI.js": the name changes with the content, so that a copy is good for ever. */
static bool is_hashed(const char *name)
{
	const char *dash = strrchr(name, '-');
	return dash != NULL && dash[1 + strspn(dash + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] == '.' &&
	       strcspn(dash + 1, ".") == HASH_LENGTH;
}

struct file {
	int fd;
	struct stat st;
};

static int close_file(struct file *f)
{
	close(f->fd);
	return 0;
}

static struct file *open_file(const struct exchange *x, const char *name)
{
	const char *folder = *x->conf->portal == '\0' ? JT_DATADIR "/portal"
	                   : *x->conf->portal == '/' ? x->conf->portal
	                   : mem_printf(x->ctx, "%s/%s", x->conf->workspace, x->conf->portal);
	const char *path = mem_printf(x->ctx, "%s/%s", folder, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return NULL;
	struct file *f = mem_new(x->ctx, struct file);
	f->fd = fd;
	talloc_set_destructor(f, close_file);
	return fstat(fd, &f->st) == 0 && S_ISREG(f->st.st_mode) ? f : NULL;
}

static bool send_file(const struct exchange *x, const char *name, const struct file *f,
                      struct out *out, struct err *err)
{
	char bytes[65536];
	ssize_t n;
	const char *version = mem_printf(x->ctx, "%s %lld %lld %ld", name, (long long)f->st.st_size,
	                                 (long long)f->st.st_mtim.tv_sec, f->st.st_mtim.tv_nsec);

	out_header(out, "Content-Type", type_of(name));
	out_header(out, "X-Content-Type-Options", "nosniff");
	out_header(out, "Referrer-Policy", "same-origin");
	out_header(out, "Content-Security-Policy",
	           strcmp(name, "embed.html") == 0 ? POLICY "*" : POLICY "'self'");
	bool current = service_not_modified(x, out, version);
	if (is_hashed(name))
		out_header(out, "Cache-Control", "public, max-age=31536000, immutable");
	if (current)
		return true;
	while ((n = read(f->fd, bytes, sizeof bytes)) > 0)
		if (!out_write(out, bytes, (size_t)n))
			return true;  /* the client left: out_finish tells */
	return n == 0 || err_set(err, x->ctx, ERR_INTERNAL, NULL, "a file of the portal cannot be read",
	                         "un fichier du portail ne peut pas être lu");
}

static bool send_home(const struct exchange *x, struct out *out)
{
	out_status(out, 308);
	out_header(out, "Location", service_href(x, "/", NULL));
	return true;
}

static void service_link(const struct html *h, const char *href, const char *what)
{
	html_start(h, "li", NULL);
	html_link(h, href, what);
	html_text(h, " - ");
	html_element(h, "code", href);
	html_end(h, "li");
}

/* A service without its portal is whole: this page says where everything is. */
static bool plain_page(const struct exchange *x, struct out *out)
{
	static const struct representation forms[] = {
		{ FORM_HTML, "html", "text/html; charset=utf-8" }, { 0 }
	};
	static const struct route route = { .operation = "getPortal", .path = "", .forms = forms };
	const struct call c = { .x = x, .route = &route, .as = forms,
	                        .lang_given = kvp_get(&x->request->query, "lang") != NULL };
	const struct html h = { out, &c };

	out_header(out, "Content-Type", forms->type);
	out_header(out, "Content-Language", lang_tag(x->lang));
	out_header(out, "Content-Security-Policy", html_policy);
	if (service_not_modified(x, out, "plain"))
		return true;
	html_open_page(&h, text_in(x->conf->title, x->lang), (struct crumb[]){ { NULL, NULL } });
	html_element(&h, "p", text_in(x->conf->abstract, x->lang));
	html_start(&h, "ul", NULL);
	service_link(&h, links_href(&c, "/api/collections", "f=html"),
	             T(&c, "Les collections (OGC API)", "The collections (OGC API)"));
	service_link(&h, service_href(x, "/ows", "service=WMS&request=GetCapabilities"),
	             T(&c, "Les cartes (WMS)", "The maps (WMS)"));
	service_link(&h, service_href(x, "/ows", "service=WFS&request=GetCapabilities"),
	             T(&c, "Les objets (WFS)", "The features (WFS)"));
	html_end(&h, "ul");
	html_close_page(&h);
	return true;
}

static bool serve(const struct exchange *x, struct out *out, struct err *err)
{
	const char *path = x->request->path, *name = "index.html";

	if (x->request->method != METHOD_GET && x->request->method != METHOD_HEAD)
		return err_set(err, x->ctx, ERR_METHOD, NULL, "only GET and HEAD are answered here",
		               "seuls GET et HEAD ont une réponse ici");
	if (strcmp(path, "/") != 0) {
		name = path + strlen("/portal");
		name += *name == '/';
		if (*name == '\0' || strcmp(name, "index.html") == 0)
			return send_home(x, out);
	}
	struct file *f = is_file_name(name) && type_of(name) != NULL ? open_file(x, name) : NULL;
	if (f != NULL)
		return send_file(x, name, f, out, err);
	if (strcmp(path, "/") == 0)
		return plain_page(x, out);
	return err_set(err, x->ctx, ERR_NOT_FOUND, NULL, "the portal has no such file",
	               "le portail n'a pas ce fichier");
}

static void refuse(const struct exchange *x, const struct err *err, struct out *out)
{
	exception_draw(x, DIALECT_PROBLEM, err, out);
}

const struct service portal_service = { "portal", claims, serve, refuse, NULL, false };
