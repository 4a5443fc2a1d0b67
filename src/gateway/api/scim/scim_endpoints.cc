#include "gateway/api/scim/scim_endpoints.h"

#include "gateway/api/entities/entity_request.h"
#include "gateway/api/scim/scim_bulk.h"
#include "gateway/api/scim/scim_groups.h"
#include "gateway/api/scim/scim_request.h"
#include "gateway/api/scim/scim_users.h"

namespace sallyport::gateway {

using identity::SeenVersion;
using scim::ResourceKind;

namespace {

using Listing = Result<ScimAnswered>(const ScimCall&, const ScimQuery&);
using Showing = Result<ScimAnswered>(const ScimCall&, const std::string&, const scim::Projection&);
using Creating = Result<ScimAnswered>(const ScimCall&, const json::Object&);
using Changing = Result<ScimAnswered>(const ScimCall&, const std::string&, SeenVersion, const json::Object&);
using Removing = Result<ScimAnswered>(const ScimCall&, const std::string&, SeenVersion);

std::string id_in_path(const Call& call) {
  return std::string(call.parameters["id"]);
}

Result<ScimAnswered> listed(const Call& call, const ApiParts& parts, ResourceKind kind, Listing& list) {
  SALLYPORT_TRY(const auto scim, open_scim(call, parts));
  SALLYPORT_TRY(const auto form, query_of(call));
  SALLYPORT_TRY(const auto query, parse_scim_query(kind, form));
  return list(scim, query);
}

Result<ScimAnswered> searched(const Call& call, const ApiParts& parts, ResourceKind kind, Listing& list) {
  SALLYPORT_TRY(const auto scim, open_scim(call, parts));
  SALLYPORT_TRY(const auto body, read_scim_body(call));
  SALLYPORT_TRY(const auto query, parse_scim_search(kind, body));
  return list(scim, query);
}

Result<ScimAnswered> shown(const Call& call, const ApiParts& parts, ResourceKind kind, Showing& show) {
  SALLYPORT_TRY(const auto scim, open_scim(call, parts));
  SALLYPORT_TRY(const auto form, query_of(call));
  SALLYPORT_TRY(const auto query, parse_scim_query(kind, form));
  return show(scim, id_in_path(call), query.projection);
}

Result<ScimAnswered> created(const Call& call, const ApiParts& parts, Creating& create) {
  SALLYPORT_TRY(const auto scim, open_scim(call, parts));
  SALLYPORT_TRY(const auto body, read_scim_body(call));
  return create(scim, body);
}

Result<ScimAnswered> changed_by(const Call& call, const ApiParts& parts, Changing& change) {
  SALLYPORT_TRY(const auto scim, open_scim(call, parts));
  SALLYPORT_TRY(const auto body, read_scim_body(call));
  const std::string id = id_in_path(call);
  SALLYPORT_TRY(const auto seen, seen_version(call, id));
  return change(scim, id, seen, body);
}

Result<ScimAnswered> removed(const Call& call, const ApiParts& parts, Removing& remove) {
  SALLYPORT_TRY(const auto scim, open_scim(call, parts));
  const std::string id = id_in_path(call);
  SALLYPORT_TRY(const auto seen, seen_version(call, id));
  return remove(scim, id, seen);
}

Result<ScimAnswered> no_such_me(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(open_scim(call, parts));
  return failure(Kind::rejected, "provisioned_unknown", {}, "A client is no user of its own");
}

}  // namespace

http::Outcome get_scim_users(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, listed(call, parts, ResourceKind::user, list_scim_users));
}

http::Outcome search_scim_users(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, searched(call, parts, ResourceKind::user, list_scim_users));
}

http::Outcome post_scim_user(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, created(call, parts, create_scim_user));
}

http::Outcome get_scim_user(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, shown(call, parts, ResourceKind::user, show_scim_user));
}

http::Outcome put_scim_user(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, changed_by(call, parts, replace_scim_user));
}

http::Outcome patch_scim_user_at(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, changed_by(call, parts, patch_scim_user));
}

http::Outcome delete_scim_user_at(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, removed(call, parts, delete_scim_user));
}

http::Outcome get_scim_groups(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, listed(call, parts, ResourceKind::group, list_scim_groups));
}

http::Outcome search_scim_groups(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, searched(call, parts, ResourceKind::group, list_scim_groups));
}

http::Outcome post_scim_group(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, created(call, parts, create_scim_group));
}

http::Outcome get_scim_group(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, shown(call, parts, ResourceKind::group, show_scim_group));
}

http::Outcome put_scim_group(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, changed_by(call, parts, replace_scim_group));
}

http::Outcome patch_scim_group_at(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, changed_by(call, parts, patch_scim_group));
}

http::Outcome delete_scim_group_at(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, removed(call, parts, delete_scim_group));
}

http::Outcome post_scim_bulk(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, created(call, parts, run_scim_bulk));
}

http::Outcome scim_me(const Call& call, const ApiParts& parts) {
  return scim_outcome(call, no_such_me(call, parts));
}

}  // namespace sallyport::gateway
