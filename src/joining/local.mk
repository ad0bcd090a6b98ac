# sources of src/joining
libjointure_a_SOURCES += %D%/order_write.c %D%/order_read.c %D%/order.h %D%/order_names.h
libjointure_a_SOURCES += %D%/joining.h
