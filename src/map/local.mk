# sources of src/map
libjointure_a_SOURCES += %D%/choropleth.c %D%/choropleth_canvas.c %D%/choropleth_symbols.c \
	%D%/choropleth.h %D%/choropleth_parts.h
libjointure_a_SOURCES += %D%/flat.c %D%/flat_filter.c %D%/flat.h %D%/flat_parts.h %D%/flat_kept.c
libjointure_a_SOURCES += %D%/engine.c %D%/engine.h %D%/engine_ms.h
libjointure_a_SOURCES += %D%/engine_map.c
libjointure_a_SOURCES += %D%/engine_master.c
libjointure_a_SOURCES += %D%/engine_layer.c
libjointure_a_SOURCES += %D%/engine_style.c
libjointure_a_SOURCES += %D%/classes.c %D%/classes.h
libjointure_a_SOURCES += %D%/engine_compose.c %D%/engine_draw.c %D%/engine_query.c %D%/engine_sld.c \
	%D%/engine_expression.c %D%/engine_legend.c %D%/engine_unstyle.c %D%/classes_expression.c
libjointure_a_SOURCES += %D%/engine_srs.c
libjointure_a_SOURCES += %D%/engine_plugin.c %D%/engine_plugin.h %D%/engine_plugin_shape.c \
	%D%/engine_plugin_own.c %D%/engine_plugin_label.c %D%/engine_thematic.c
libjointure_a_SOURCES += %D%/outlines.c %D%/outlines.h
libjointure_a_SOURCES += %D%/thematic_sld.c %D%/thematic_sld.h
libjointure_a_SOURCES += %D%/wms_thematic.c %D%/wms_thematic.h %D%/wms_legend.c
libjointure_a_SOURCES += %D%/engine_formats.c %D%/engine_pieces.c %D%/engine_over.c
libjointure_a_SOURCES += %D%/engine_io.c
libjointure_a_SOURCES += %D%/mapfile.c %D%/mapfile.h %D%/mapfile_request.c %D%/mapfile_request.h
libjointure_a_SOURCES += %D%/engine_mapfile.c %D%/engine_mapfile.h
libjointure_a_SOURCES += %D%/crs.c %D%/crs.h
libjointure_a_SOURCES += %D%/wms.c %D%/wms.h %D%/wms_operations.h
libjointure_a_SOURCES += %D%/wms_request.c %D%/wms_request.h
libjointure_a_SOURCES += %D%/wms_names.c %D%/wms_picture.c %D%/wms_dimension.c
libjointure_a_SOURCES += %D%/wms_capabilities.c %D%/wms_capabilities.h %D%/wms_capabilities_layers.c
libjointure_a_SOURCES += %D%/wms_getmap.c %D%/wms_styles.c
libjointure_a_SOURCES += %D%/wfs.c %D%/wfs.h %D%/wfs_write.h
libjointure_a_SOURCES += %D%/wfs_request.c %D%/wfs_request.h
libjointure_a_SOURCES += %D%/wfs_kvp.c
libjointure_a_SOURCES += %D%/wfs_xml.c
libjointure_a_SOURCES += %D%/wfs_names.c %D%/wfs_names.h
libjointure_a_SOURCES += %D%/wfs_words.c
libjointure_a_SOURCES += %D%/wfs_capabilities.c
libjointure_a_SOURCES += %D%/wfs_capabilities_100.c
libjointure_a_SOURCES += %D%/wfs_schema.c
libjointure_a_SOURCES += %D%/wfs_stored.c
libjointure_a_SOURCES += %D%/filter.c %D%/filter.h %D%/filter_parts.h
libjointure_a_SOURCES += %D%/filter_compare.c
libjointure_a_SOURCES += %D%/filter_time.c
libjointure_a_SOURCES += %D%/filter_spatial.c
libjointure_a_SOURCES += %D%/filter_geometry.c
libjointure_a_SOURCES += %D%/wfs_select.c %D%/wfs_result.h
libjointure_a_SOURCES += %D%/wfs_feature.c
libjointure_a_SOURCES += %D%/wfs_gml.c
libjointure_a_SOURCES += %D%/wfs_table.c
libjointure_a_SOURCES += %D%/wfs_file.c
libjointure_a_SOURCES += %D%/gml.c %D%/gml.h
libjointure_a_SOURCES += %D%/gml_geometry.c %D%/gml_geometry.h
libjointure_a_SOURCES += %D%/wms_info.c %D%/wms_info.h %D%/wms_info_text.c %D%/wms_info_json.c \
	%D%/wms_info_gml.c %D%/wms_info_gdas.c %D%/info_query.c %D%/info_query.h
libjointure_a_SOURCES += %D%/sld.c %D%/sld.h %D%/sld_read.h %D%/sld_paint.c %D%/sld_symbolizer.c %D%/sld_filter.c %D%/sld_write.c
libjointure_a_SOURCES += %D%/tile.c %D%/tile_vectors.c %D%/tile.h %D%/wmts.c %D%/wmts.h %D%/wmts_capabilities.c
