#include "directory/graph/nouns.h"

namespace sallyport::directory::graph {

Answered<http::Response> userinfo(const Call& call) {
  const entra::User& person = *call.caller.person;
  json::Object body{{"sub", call.caller.sub}, {"name", person.display_name}};
  body.set("preferred_username", person.user_principal_name);
  if (!person.email.empty()) body.set("email", person.email);
  return ok(body);
}

}  // namespace sallyport::directory::graph
