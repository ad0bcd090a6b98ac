# End to end: real programs on real sockets, driven by pytest.
e2e_tests = %D%/test_ogcapi_joins.py %D%/test_own_joins.py %D%/test_worker.py %D%/test_cli.py %D%/test_process.py %D%/test_site.py
EXTRA_DIST += %D%/conftest.py %D%/fastcgi.py %D%/server.py %D%/country.py %D%/postgres.py
e2e_tests += %D%/test_ogcapi.py %D%/test_bad_requests.py %D%/test_access.py %D%/test_schemas.py %D%/test_clients.py %D%/test_wfs_filters.py %D%/test_wfs_peer.py
e2e_tests += %D%/test_tjs.py %D%/test_tjs_documents.py %D%/test_wmts.py %D%/test_tiles.py
EXTRA_DIST += %D%/tjs_documents.py %D%/tjs_structure.txt
e2e_tests += %D%/test_mapfile.py %D%/test_live.py %D%/test_tables.py %D%/test_joined.py %D%/test_cut_short.py
e2e_tests += %D%/test_desk.py %D%/test_hard_joins.py %D%/test_edges.py %D%/test_owner.py
e2e_tests += %D%/test_harvest.py %D%/test_tjs_elsewhere.py
EXTRA_DIST += %D%/elsewhere.py %D%/joins_client.py %D%/bombs.py %D%/othertjs.py
EXTRA_DIST += %D%/bad_requests.py %D%/qgis_client.py tests/access/forms.txt
EXTRA_DIST += $(e2e_tests)
if HAVE_PYTEST
TESTS += $(e2e_tests)
endif
