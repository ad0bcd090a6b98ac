# sources of src/service
