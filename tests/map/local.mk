# unit tests of src/map
