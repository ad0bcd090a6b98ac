# templates for libmapserver
