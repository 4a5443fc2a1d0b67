#include "base/text.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/listing.h"
#include "directory/graph/operation/objects.h"
#include "directory/graph/shape/body.h"
#include "directory/graph/shape/people_shape.h"

namespace sallyport::directory::graph {
namespace {

constexpr std::size_t kMostIds = 1000;  // of one getByIds, as at Graph

}  // namespace

Answered<http::Response> list_organizations(const Call& call) {
  Listing listing{kOrganizationType, [&](const entra::PageRequest&) -> Answered<Entities> {
                    return Entities{{print_organization(home_of(call))}, {}, 1};
                  }};
  listing.index = Index::none;
  listing.order = "";
  return list(call, listing);
}

Answered<http::Response> show_organization(const Call& call) {
  if (call.id("organization").value != call.caller.tenant.value) return not_found(call.text("organization"));
  return show(call, {kOrganizationType}, print_organization(home_of(call)));
}

Answered<http::Response> show_directory_object(const Call& call) {
  const entra::ObjectId id = call.id("object");
  SALLYPORT_ASK(const auto printed, print_object(call, id));
  if (!printed) return not_found(id.value);
  return show(call, {kDirectoryObjectType}, *printed);
}

Answered<http::Response> get_by_ids(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  std::vector<std::string> ids;
  std::vector<std::string> types;
  Fields fields(body, "Parameter");
  SALLYPORT_REQUIRE(fields.texts("ids", ids));
  SALLYPORT_REQUIRE(fields.texts("types", types));
  SALLYPORT_REQUIRE(fields.no_others());
  if (ids.empty() || ids.size() > kMostIds) return bad_value("ids", "Parameter", "It must hold 1 to 1000 ids.");
  json::Array value;
  for (const std::string& id : ids) {
    if (!is_guid(id)) return bad_value("ids", "Parameter", "It must hold GUIDs.");
    SALLYPORT_ASK(const auto printed, print_object(call, entra::ObjectId(ascii_lower(id))));
    if (!printed) continue;
    const std::string& type = *printed->find("@odata.type")->as_string();
    const auto is_wanted = [&](const std::string& wanted) {
      return wanted == "directoryObject" || "#microsoft.graph." + wanted == type;
    };
    if (types.empty() || std::ranges::any_of(types, is_wanted))
      value.emplace_back(odata::project(*printed, {}, kDirectoryObjectType));
  }
  return ok(json::Object{{"@odata.context", context(call.exchange, "directoryObjects")}, {"value", std::move(value)}});
}

}  // namespace sallyport::directory::graph
