# sources of src/catalogue
