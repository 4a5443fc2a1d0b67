#include "directory/graph/nouns.h"
#include "directory/rules/verified_email.h"

namespace sallyport::directory::graph {
namespace {

// As in the ID token. An application that is not stored is the portal, which needs no address.
Answered<bool> learns_email(const Call& call, const entra::User& person) {
  SALLYPORT_ASK(const auto app, call.services.store.find_app(call.caller.client));
  return app && may_learn_email(person, is_email_verified(call.exchange, person), *app);
}

}  // namespace

Answered<http::Response> userinfo(const Call& call) {
  const entra::User& person = *call.caller.person;
  json::Object body{{"sub", call.caller.sub}, {"name", person.display_name}};
  body.set("preferred_username", person.user_principal_name);
  SALLYPORT_ASK(const bool email, learns_email(call, person));
  if (email) body.set("email", person.email);
  return ok(body);
}

}  // namespace sallyport::directory::graph
