# sources of src/draw
libjointure_a_SOURCES += %D%/bins.c %D%/bins.h
libjointure_a_SOURCES += %D%/cover.c %D%/cover.h
libjointure_a_SOURCES += %D%/cover_sweep.c %D%/cover_cells.h
libjointure_a_SOURCES += %D%/stroke.c %D%/stroke.h
libjointure_a_SOURCES += %D%/disc.c %D%/disc.h
libjointure_a_SOURCES += %D%/lay.c %D%/lay.h
libjointure_a_SOURCES += %D%/deflate.c %D%/deflate.h %D%/huffman.c %D%/huffman.h
libjointure_a_SOURCES += %D%/paint.c %D%/paint.h
libjointure_a_SOURCES += %D%/scene.c %D%/scene.h
libjointure_a_SOURCES += %D%/scenes.c %D%/scenes.h
libjointure_a_SOURCES += %D%/png.c %D%/png.h
libjointure_a_SOURCES += %D%/warp.c %D%/warp.h
libjointure_a_SOURCES += %D%/borders.c %D%/borders.h
