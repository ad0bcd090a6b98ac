# sources of src/gate
