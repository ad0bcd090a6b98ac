# unit tests of src/catalogue
