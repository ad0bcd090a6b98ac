# sources of src/joining
libjointure_a_SOURCES += %D%/order.h %D%/joining.h
