#include "directory/graph/operation/objects.h"

#include <array>

#include "base/text.h"
#include "directory/graph/shape/people_shape.h"
#include "directory/graph/shape/principal_shape.h"
#include "entra/graph_application.h"

namespace sallyport::directory::graph {
namespace {

using odata::May;
using odata::Property;
using odata::Shown;
using odata::Type;

constexpr std::array kObjectProperties{
    Property{"id", Type::text, May::filter},
    Property{"displayName", Type::text, May::everything},
    Property{"userPrincipalName", Type::text, May::filter_and_search},
    Property{"mail", Type::text, May::filter_and_search},
    Property{"appId", Type::text, May::filter},
    Property{"description"},
    Property{"securityEnabled", Type::boolean, May::filter},
    Property{"mailEnabled", Type::boolean, May::filter},
    Property{"groupTypes", Type::texts},
    Property{"roleTemplateId"},
    Property{"servicePrincipalType", Type::text, May::only_select},
    Property{"accountEnabled", Type::boolean, May::filter, Shown::if_selected},
    Property{"userType", Type::text, May::filter, Shown::if_selected},
    Property{"createdDateTime", Type::time, May::filter, Shown::if_selected},
};

json::Object typed(std::string_view type, const json::Object& entity) {
  json::Object object;
  object.append("@odata.type") = "#microsoft.graph." + std::string(type);
  for (const json::Member& member : entity) object.append(member.name) = member.value;
  return object;
}

template <class T>
Answered<T> of_tenant(Result<std::optional<T>> found, const Call& call, std::string_view id) {
  if (!found) return tl::unexpected(to_refusal(found.error()));
  if (!*found || (*found)->tenant != call.caller.tenant) return not_found(id);
  return **std::move(found);
}

}  // namespace

const odata::EntityType kDirectoryObjectType{"directoryObject", "DirectoryObject", "directoryObjects",
                                             kObjectProperties};

Answered<entra::User> find_person(const Call& call, const std::string& id_or_name) {
  auto& store = call.services.store;
  return of_tenant(is_guid(id_or_name) ? store.find_user(entra::ObjectId(ascii_lower(id_or_name)))
                                       : store.find_user_by_name(id_or_name),
                   call, id_or_name);
}

Answered<entra::Group> find_group(const Call& call, const entra::ObjectId& id) {
  return of_tenant(call.services.store.find_group(id), call, id.value);
}

Answered<entra::AppRegistration> find_application(const Call& call, const entra::ObjectId& id) {
  return of_tenant(call.services.store.find_app_by_object_id(id), call, id.value);
}

Answered<entra::ServicePrincipal> find_service_principal(const Call& call, const entra::ObjectId& id) {
  return of_tenant(call.services.store.find_principal(id), call, id.value);
}

entra::Tenant home_of(const Call& call) {
  const entra::Tenant* tenant = call.exchange.published->find_tenant(call.caller.tenant.value);
  return tenant != nullptr ? *tenant : entra::Tenant{call.caller.tenant, {}, {}};
}

Answered<std::optional<json::Object>> print_object(const Call& call, const entra::ObjectId& id) {
  using Printed = std::optional<json::Object>;
  auto& store = call.services.store;
  SALLYPORT_ASK(const auto user, store.find_user(id));
  if (user && user->tenant == call.caller.tenant) return Printed(typed("user", print_user(*user)));
  SALLYPORT_ASK(const auto group, store.find_group(id));
  if (group && group->tenant == call.caller.tenant) return Printed(typed("group", print_group(*group)));
  SALLYPORT_ASK(const auto principal, store.find_principal(id));
  if (!principal || principal->tenant != call.caller.tenant) return Printed();
  SALLYPORT_ASK(const auto app, registration_of(call, *principal));
  return Printed(typed("servicePrincipal", print_service_principal(*principal, app)));
}

Answered<entra::AppRegistration> registration_of(const Call& call, const entra::ServicePrincipal& principal) {
  if (principal.client_id.value == entra::kGraphClientId) return entra::graph_registration();
  SALLYPORT_ASK(auto app, call.services.store.find_app(principal.client_id));
  if (app) return *std::move(app);
  entra::AppRegistration removed;
  removed.client_id = principal.client_id;
  removed.display_name = principal.display_name;
  return removed;
}

}  // namespace sallyport::directory::graph
