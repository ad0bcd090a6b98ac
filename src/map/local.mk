# sources of src/map
