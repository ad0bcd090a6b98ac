# unit tests of src/service
