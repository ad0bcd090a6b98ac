# sources of src/db
