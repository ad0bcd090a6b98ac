# unit tests of src/publish
