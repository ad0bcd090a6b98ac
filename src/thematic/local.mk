# sources of src/thematic
libjointure_a_SOURCES += %D%/thematic.h %D%/ramps.h %D%/forms.h
