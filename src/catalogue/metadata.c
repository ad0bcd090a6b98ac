#include "catalogue/metadata.h"

#include "base/json.h"

void contact_write(struct json *w, const struct contact *contact)
{
	json_open_object(w, "contact");
	json_string_if(w, "person", contact->person);
	json_string_if(w, "organisation", contact->organisation);
	json_string_if(w, "email", contact->email);
	json_string_if(w, "url", contact->url);
	json_close_object(w);
}
