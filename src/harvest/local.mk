# sources of src/harvest
libjointure_a_SOURCES += %D%/address.c %D%/address.h %D%/listing.c %D%/listing.h %D%/match.c %D%/match.h
