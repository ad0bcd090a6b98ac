# The two commands and all that they use, as they stand in the source tree.
EXTRA_DIST += README.fr.md CONTRIBUTING.md
dist-hook:
	(cd $(srcdir) && find run check .ci setup demo portal tests/clients \
		\( -name node_modules -o -name dist -o -name __pycache__ \) -prune -o -type f -print | \
		tar cf - -T -) | (cd $(distdir) && tar xf -)

# The web page is built by npm; where it has been built it is installed.
install-data-local:
	test ! -d $(srcdir)/portal/dist || { $(MKDIR_P) "$(DESTDIR)$(pkgdatadir)/portal" && \
		cp -R $(srcdir)/portal/dist/. "$(DESTDIR)$(pkgdatadir)/portal/"; }
uninstall-local:
	rm -rf "$(DESTDIR)$(pkgdatadir)/portal"
