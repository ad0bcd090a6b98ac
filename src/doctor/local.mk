# sources of src/doctor
libjointure_a_SOURCES += %D%/shape.c %D%/shape.h
libjointure_a_SOURCES += %D%/rules.c %D%/rules.h
libjointure_a_SOURCES += %D%/fold.c %D%/fold.h
libjointure_a_SOURCES += %D%/tidy.c %D%/tidy.h
libjointure_a_SOURCES += %D%/lookup.c %D%/lookup.h
libjointure_a_SOURCES += %D%/reader.c %D%/reader.h
libjointure_a_SOURCES += %D%/pass.c %D%/pass.h
libjointure_a_SOURCES += %D%/evidence.c %D%/evidence.h
libjointure_a_SOURCES += %D%/propose.c %D%/propose.h
libjointure_a_SOURCES += %D%/examine.c %D%/doctor.h
libjointure_a_SOURCES += %D%/account.c %D%/account.h %D%/reasons.c
libjointure_a_SOURCES += %D%/report.c %D%/report.h
libjointure_a_SOURCES += %D%/report_json.c %D%/report_html.c %D%/report_csv.c
