EXTRA_DIST += %D%/architecture.md %D%/product.md
dist_man_MANS += %D%/jointure-fcgi.8 %D%/jointure-serve.8
frman8dir = $(mandir)/fr/man8
dist_frman8_DATA = %D%/fr/jointure-fcgi.8 %D%/fr/jointure-serve.8
EXTRA_DIST += packaging/jointure.service
