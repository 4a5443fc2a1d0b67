#include "gateway/api/scim/scim_request.h"

#include "base/text.h"
#include "gateway/api/authorize.h"
#include "gateway/api/shape/audit_entity.h"
#include "gateway/api/shape/entity_tag.h"
#include "gateway/api/shape/json_body.h"
#include "gateway/call/error_shape.h"
#include "identity/scim/resource.h"

namespace sallyport::gateway {

using identity::Provisioned;
using identity::ProvisionedPage;
using identity::ProvisionedQuery;

namespace {

constexpr std::size_t kMaxTried = 5000;  // rows that a filter is tried on
constexpr std::size_t kTriedAtOnce = 500;

// The rows that may fit the filter.
Result<std::vector<Provisioned>> candidates(const scim::Filter& filter, std::string_view name, const ListRows& list) {
  ProvisionedQuery query{.limit = kTriedAtOnce};
  query.id = demanded_text(filter, "id");
  query.name = demanded_text(filter, name);
  query.external_id = demanded_text(filter, "externalId");
  std::vector<Provisioned> rows;
  for (;; query.skip += kTriedAtOnce) {
    SALLYPORT_TRY(auto page, list(query));
    if (page.total > kMaxTried)
      return failure(
          Kind::rejected, "scim_too_many", "RFC 7644 3.4.2",
          "There are too many resources for this filter. Ask for " + std::string(name) + ", externalId or id with eq");
    for (Provisioned& row : page.found) rows.push_back(std::move(row));
    if (page.found.size() < kTriedAtOnce) return rows;
  }
}

}  // namespace

Result<ScimCall> open_scim(const Call& call, const ApiParts& parts) {
  ObjectFacts facts;
  facts.resource = "scim";
  SALLYPORT_CHECK(authorize(call, parts, kProvision, facts));
  const PersonId& client = call.who.caller->person;
  SALLYPORT_TRY(const auto account, parts.people_by_hand.find(client));
  if (account) return ScimCall{call, parts, client};
  return failure(Kind::forbidden, "operation_denied", {}, "Only an account that is kept here can provision");
}

Result<json::Object> read_scim_body(const Call& call) {
  const std::string_view given = call.request.header("Content-Type").value_or("");
  const bool is_scim = ascii_iequals(trim(given.substr(0, given.find(';'))), kScimType);
  SALLYPORT_TRY(auto value, read_json_body(call, is_scim ? kScimType : kJsonType));
  json::Object* const object = value.as_object();
  if (!object) return failure(Kind::malformed, "json_not_object", {}, "The body must be an object");
  return std::move(*object);
}

Result<identity::SeenVersion> seen_in_tag(std::string_view tag, std::string_view id) {
  if (tag.empty()) return identity::SeenVersion();
  const std::string start = "\"" + std::string(id) + "/";
  const bool is_ours = tag.starts_with(start) && tag.ends_with('"') && tag.size() > start.size();
  const auto number =
      is_ours ? parse_decimal(tag.substr(start.size(), tag.size() - start.size() - 1)) : std::optional<long long>();
  if (!number || entity_tag(id, *number) != tag) return failure(Kind::conflict, "provisioned_version");
  return identity::SeenVersion(*number);
}

Result<identity::SeenVersion> seen_version(const Call& call, std::string_view id) {
  SALLYPORT_TRY(const auto match, IfMatch::parse(call.request));
  if (!match || match->admits("*")) return identity::SeenVersion();
  return seen_in_tag(trim(call.request.header("If-Match").value_or("")), id);
}

std::string scim_address(const Call& call, std::string_view kind, std::string_view id) {
  return call.site().address_of(std::string(kScimRoot) + "/" + std::string(kind) + "/" + std::string(id));
}

json::Object print_meta(const Call& call, std::string_view type, std::string_view kind, const Provisioned& row) {
  return {{"resourceType", type},
          {"created", print_rfc3339(row.created)},
          {"lastModified", print_rfc3339(row.updated)},
          {"location", scim_address(call, kind, row.id)},
          {"version", entity_tag(row.id, row.version)}};
}

Failure scim_not_found(std::string_view id) {
  return failure(Kind::rejected, "provisioned_unknown", {},
                 "This client has no resource " + std::string(cut_utf8(id, 128)));
}

Result<ScimAnswered> list_scim(const ScimQuery& query, std::string_view name, const ListRows& list,
                               const PrintRow& tried, const PrintRow& shown) {
  const auto show = [&](const Provisioned& row) -> Result<json::Object> {
    if (shown) return shown(row);
    SALLYPORT_TRY(const auto resource, tried(row));
    return query.projection.apply(resource);
  };
  std::vector<Provisioned> rows;
  std::size_t total = 0;
  if (query.filter) {
    SALLYPORT_TRY(const auto possible, candidates(*query.filter, name, list));
    for (const Provisioned& row : possible) {
      SALLYPORT_TRY(const auto resource, tried(row));
      if (!fits(*query.filter, resource)) continue;
      ++total;
      if (total >= query.start && rows.size() < query.count) rows.push_back(row);
    }
  } else {
    SALLYPORT_TRY(auto page, list({.skip = query.start - 1, .limit = query.count}));
    total = page.total;
    rows = std::move(page.found);
  }
  json::Array resources;
  for (const Provisioned& row : rows) {
    SALLYPORT_TRY(auto resource, show(row));
    resources.emplace_back(std::move(resource));
  }
  return ScimAnswered{.body = print_scim_list(total, query.start, std::move(resources))};
}

void audit_scim(const ScimCall& scim, std::string_view type, std::string_view change, const Provisioned& row,
                json::Value before, json::Value after) {
  audit_entity(scim.call, change, {type, row.id, row.content.name, std::move(before), std::move(after)});
}

}  // namespace sallyport::gateway
