# sources of src/draw
libjointure_a_SOURCES += %D%/cover.c %D%/cover.h
libjointure_a_SOURCES += %D%/stroke.c %D%/stroke.h
libjointure_a_SOURCES += %D%/paint.c %D%/paint.h
libjointure_a_SOURCES += %D%/scene.c %D%/scene.h
libjointure_a_SOURCES += %D%/scenes.c %D%/scenes.h
libjointure_a_SOURCES += %D%/png.c %D%/png.h
