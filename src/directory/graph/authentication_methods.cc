// How a person proves who they are: the password and the authenticator.
#include <array>

#include "base/text.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/listing.h"
#include "directory/graph/operation/objects.h"
#include "directory/graph/shape/times.h"
#include "directory/model/authenticator.h"

namespace sallyport::directory::graph {
namespace {

using odata::May;
using odata::Property;
using odata::Type;

// The id that every password has at Entra ID.
constexpr std::string_view kPasswordMethod = "28c10230-6103-485e-b985-444c60001490";

constexpr std::array kMethodProperties{
    Property{"id", Type::text, May::filter},
    Property{"createdDateTime", Type::time},
};
constexpr odata::EntityType kMethodType{"authenticationMethod", "AuthenticationMethod", "users/authentication/methods",
                                        kMethodProperties};

std::vector<json::Object> print_methods(const entra::User& person) {
  std::vector<json::Object> methods;
  if (!person.password_hash.empty())
    methods.push_back({{"@odata.type", "#microsoft.graph.passwordAuthenticationMethod"},
                       {"id", kPasswordMethod},
                       {"createdDateTime", print_time(person.created)}});
  if (std::string id = authenticator_id(person); !id.empty())
    methods.push_back({{"@odata.type", "#microsoft.graph.softwareOathAuthenticationMethod"},
                       {"id", std::move(id)},
                       {"createdDateTime", print_time(person.totp_created)}});
  return methods;
}

// The person in the path, or the holder of the token below /me.
Answered<entra::User> find_subject(const Call& call) {
  const std::string name = call.text("user");
  if (name.empty()) return *call.caller.person;
  return find_person(call, name);
}

Answered<json::Object> find_method(const entra::User& person, const std::string& id) {
  for (json::Object& method : print_methods(person))
    if (ascii_iequals(*method.find("id")->as_string(), id)) return std::move(method);
  return not_found(id);
}

}  // namespace

Answered<http::Response> list_methods(const Call& call) {
  SALLYPORT_ASK(const auto person, find_subject(call));
  Listing listing{kMethodType, [&](const entra::PageRequest&) -> Answered<Entities> {
                    auto methods = print_methods(person);
                    const std::size_t count = methods.size();
                    return Entities{std::move(methods), "", count};
                  }};
  listing.index = Index::none;
  listing.order = "";
  return list(call, listing);
}

Answered<http::Response> show_method(const Call& call) {
  SALLYPORT_ASK(const auto person, find_subject(call));
  SALLYPORT_ASK(const auto method, find_method(person, call.text("method")));
  return show(call, {kMethodType}, method);
}

Answered<http::Response> remove_method(const Call& call) {
  SALLYPORT_ASK(const auto person, find_person(call, call.text("user")));
  SALLYPORT_REQUIRE(may_change(call.caller, person));
  const std::string id = call.text("method");
  const auto removed =
      call.services.store.change_user(person.id, [&](entra::User& user) { return remove_authenticator(user, id); });
  if (!removed && removed.error().reason == "no_method") return not_found(id);
  SALLYPORT_REQUIRE(removed);
  return no_content();
}

}  // namespace sallyport::directory::graph
