EXTRA_DIST += %D%/architecture.md %D%/product.md
