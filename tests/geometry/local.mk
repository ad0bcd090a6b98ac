# unit tests of src/geometry
