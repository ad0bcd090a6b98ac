# sources of src/publish
