// Makes the plan of an import from the file and from what is stored.
#include <algorithm>

#include "base/text.h"
#include "directory/graph/shape/answer.h"
#include "directory/model/administration.h"
#include "directory/transfer/export.h"
#include "directory/transfer/reading.h"
#include "entra/graph_application.h"

namespace sallyport::directory {
namespace {

using entra::PrincipalKind;
using graph::Fields;

constexpr std::string_view kMistake = "import_file";

// What has an id in the store: its kind and its tenant.
struct Stored {
  PrincipalKind kind = PrincipalKind::user;
  TenantId tenant;
};

Result<std::optional<Stored>> find_stored(entra::DirectoryStore& store, const std::string& id) {
  const entra::ObjectId object(id);
  SALLYPORT_TRY(const auto user, store.find_user(object));
  if (user) return std::optional(Stored{PrincipalKind::user, user->tenant});
  SALLYPORT_TRY(const auto group, store.find_group(object));
  if (group) return std::optional(Stored{PrincipalKind::group, group->tenant});
  SALLYPORT_TRY(const auto principal, store.find_principal(object));
  if (principal) return std::optional(Stored{PrincipalKind::service_principal, principal->tenant});
  return std::optional<Stored>();
}

// The kind of what has the id in the tenant: in the file, in the store, or Microsoft Graph's service principal.
Result<std::optional<PrincipalKind>> find_kind(const Reading& reading, const std::string& id) {
  const TenantId& tenant = reading.plan.tenant.id;
  if (const auto known = reading.known.find(id); known != reading.known.end()) return std::optional(known->second);
  if (id == entra::graph_principal(tenant, {}).id.value) return std::optional(PrincipalKind::service_principal);
  SALLYPORT_TRY(const auto stored, find_stored(reading.store, id));
  if (!stored || stored->tenant != tenant) return std::optional<PrincipalKind>();
  return std::optional(stored->kind);
}

Result<void> check_domains(const Reading& reading, Fields& fields, const TenantId& id,
                           const std::vector<std::string>& domains) {
  for (const std::string& domain : domains) {
    SALLYPORT_TRY(const auto owner, reading.store.find_tenant(domain));
    if (owner && owner->id != id) return fields.wrong("verifiedDomains", domain + " is another tenant's.");
  }
  return {};
}

Result<void> read_lists(Reading& reading, const json::Object& object, const std::string& place) {
  SALLYPORT_CHECK(
      each_of(object, place, "users", [&](Fields& f, const json::Object&) { return read_user(reading, f); }));
  SALLYPORT_CHECK(
      each_of(object, place, "groups", [&](Fields& f, const json::Object&) { return read_group(reading, f); }));
  SALLYPORT_CHECK(each_of(object, place, "applications",
                          [&](Fields& f, const json::Object& item) { return read_app(reading, f, item); }));
  SALLYPORT_CHECK(each_of(object, place, "servicePrincipals",
                          [&](Fields& f, const json::Object&) { return read_principal(reading, f); }));
  if (const json::Value* groups = object.find("groups"))
    for (std::size_t i = 0; i < groups->as_array()->size(); ++i)
      SALLYPORT_CHECK(
          read_members(reading, place + "groups[" + std::to_string(i) + "].", *(*groups->as_array())[i].as_object()));
  SALLYPORT_CHECK(each_of(object, place, "appRoleAssignments",
                          [&](Fields& f, const json::Object&) { return read_assignment(reading, f); }));
  SALLYPORT_CHECK(each_of(object, place, "oauth2PermissionGrants",
                          [&](Fields& f, const json::Object&) { return read_grant(reading, f); }));
  SALLYPORT_CHECK(each_of(object, place, "namedLocations",
                          [&](Fields& f, const json::Object& item) { return read_location(reading, f, item); }));
  return each_of(object, place, "conditionalAccessPolicies",
                 [&](Fields& f, const json::Object& item) { return read_policy(reading, f, item); });
}

Result<void> read_tenant_itself(Reading& reading, Fields& fields) {
  SALLYPORT_TRY(const auto id, read_id(fields, "id"));
  SALLYPORT_TRY(const auto stored, reading.store.find_tenant(id));
  NewTenant given{stored ? stored->name : "", stored ? stored->domains : std::vector<std::string>(), id};
  SALLYPORT_CHECK(fields.text("displayName", given.name));
  const bool names_domains = fields.has("verifiedDomains");
  std::vector<std::string> domains;
  SALLYPORT_CHECK(fields.objects<std::string>("verifiedDomains", domains, [](Fields& domain) -> Result<std::string> {
    std::string name;
    SALLYPORT_CHECK(domain.text("name", name));
    for (const std::string_view other : {"capabilities", "isDefault", "isInitial", "type"}) (void)domain.value(other);
    return name;
  }));
  if (names_domains) given.domains = std::move(domains);
  SALLYPORT_CHECK(check_domains(reading, fields, TenantId(id), given.domains));
  for (const std::string_view list : {"users", "groups", "applications", "servicePrincipals", "appRoleAssignments",
                                      "oauth2PermissionGrants", "namedLocations", "conditionalAccessPolicies"})
    (void)fields.value(list);
  SALLYPORT_TRY(reading.plan.tenant, make_tenant(given, reading.random));
  if (stored == reading.plan.tenant) return {};
  reading.plan.change = stored ? TenantChange::changed : TenantChange::added;
  reading.plan.lines.push_back((stored ? "change tenant " : "add tenant ") + given.name);
  return {};
}

// The same result, but a mistake names its place in the file.
Result<void> placed(Result<void> done, const std::string& here) {
  if (done || done.error().kind != Kind::rejected || done.error().reason == kMistake) return done;
  const bool is_value = done.error().reason == "graph_bad_value";
  const std::string what = is_value ? graph::to_refusal(done.error()).message : done.error().detail;
  return in_file(what.find(here) == std::string::npos ? here + ": " + what : what);
}

}  // namespace

Failure in_file(const std::string& what) {
  return failure(Kind::rejected, kMistake, "", what);
}

Result<void> each_of(const json::Object& owner, const std::string& place, const std::string& list,
                     const ReadItem& read_item) {
  const json::Value* value = owner.find(list);
  if (value == nullptr) return {};
  const json::Array* items = value->as_array();
  if (items == nullptr) return in_file(place + list + ": it must be a list");
  for (std::size_t i = 0; i < items->size(); ++i) {
    const std::string here = place + list + "[" + std::to_string(i) + "]";
    const json::Object* item = (*items)[i].as_object();
    if (item == nullptr) return in_file(here + ": it must be an object");
    Fields fields(*item, list, here + ".");
    auto done = read_item(fields, *item);
    if (done) done = fields.no_others();
    SALLYPORT_CHECK(placed(std::move(done), here));
  }
  return {};
}

Result<std::string> read_id(Fields& fields, std::string_view name) {
  std::string id;
  SALLYPORT_CHECK(fields.guid(name, id));
  if (id.empty()) return fields.wrong(name, "It is needed: a GUID.");
  return id;
}

Result<std::string> claim_id(Reading& reading, Fields& fields, PrincipalKind kind) {
  SALLYPORT_TRY(auto id, read_id(fields, "id"));
  SALLYPORT_TRY(const auto stored, find_stored(reading.store, id));
  if (stored && stored->tenant != reading.plan.tenant.id) return of_another_tenant(fields, "id");
  if (stored && stored->kind != kind)
    return fields.wrong("id", "It is the id of a " + std::string(entra::name_of(stored->kind)) + ".");
  if (!reading.known.emplace(id, kind).second) return fields.wrong("id", "The file has this id twice.");
  return id;
}

Result<void> read_created(Fields& fields, UnixTime& created) {
  std::optional<UnixTime> given;
  SALLYPORT_CHECK(fields.time("createdDateTime", given));
  if (given) created = *given;
  return {};
}

Failure of_another_tenant(Fields& fields, std::string_view name) {
  return fields.wrong(name, "Another tenant has something with this id.");
}

Result<entra::ObjectId> read_known(const Reading& reading, Fields& fields, std::string_view name,
                                   std::optional<PrincipalKind> kind) {
  SALLYPORT_TRY(auto id, read_id(fields, name));
  SALLYPORT_TRY(const auto found, find_kind(reading, id));
  if (found && kind && found != kind)
    return fields.wrong(name, "It must be the id of a " + std::string(entra::name_of(*kind)) + ".");
  if (!found) return fields.wrong(name, "Nothing in this tenant has the id, and the file does not add it before.");
  return entra::ObjectId(std::move(id));
}

Result<Plan> plan_import(entra::DirectoryStore& store, const json::Object& file, UnixTime now, Random& random) {
  const json::Value* format = file.find("format");
  if (format == nullptr || format->as_string() == nullptr || *format->as_string() != kTransferFormat)
    return in_file("format: write \"" + std::string(kTransferFormat) + "\"");
  for (const json::Member& member : file)
    if (member.name != "format" && member.name != "tenants")
      return in_file(member.name + ": the file has format and tenants alone");
  Plan plan;
  SALLYPORT_CHECK(each_of(file, "", "tenants", [&](Fields& fields, const json::Object& item) -> Result<void> {
    Reading reading{store, now, random, {}};
    SALLYPORT_CHECK(read_tenant_itself(reading, fields));
    SALLYPORT_CHECK(read_lists(reading, item, "tenants[" + std::to_string(plan.tenants.size()) + "]."));
    plan.tenants.push_back(std::move(reading.plan));
    return {};
  }));
  return plan;
}

}  // namespace sallyport::directory
