# sources of src/geometry
