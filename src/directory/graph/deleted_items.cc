#include <array>

#include "directory/graph/nouns.h"
#include "directory/graph/operation/listing.h"
#include "directory/graph/operation/objects.h"
#include "directory/graph/operation/permissions.h"
#include "directory/graph/shape/application_shape.h"
#include "directory/graph/shape/people_shape.h"
#include "directory/graph/shape/times.h"
#include "directory/model/deletion.h"

namespace sallyport::directory::graph {
namespace {

using entra::DeletedItem;
using entra::DeletedKind;

// One kind of deleted objects: its shape, and who may read, and who may restore and remove it.
struct KindRow {
  DeletedKind kind;
  const odata::EntityType& type;
  std::string_view odata_type;
  Access read;
  Access write;
};

const KindRow& row_of(DeletedKind kind) {
  using namespace permissions;
  static const std::array rows{
      KindRow{DeletedKind::user,
              kUserType,
              "#microsoft.graph.user",
              {kReadUsers, kReadUsers, Standing::user_admin},
              {kRestoreUsers, kRestoreUsers, Standing::user_admin}},
      KindRow{DeletedKind::group,
              kGroupType,
              "#microsoft.graph.group",
              {kReadGroups, kReadGroups, Standing::user_admin},
              {kWriteGroups, kWriteGroups, Standing::user_admin}},
      KindRow{DeletedKind::app,
              kApplicationType,
              "#microsoft.graph.application",
              {kReadApps, kReadAppsAsApp, Standing::app_admin},
              {kWriteApps, kWriteAppsAsApp, Standing::app_admin}},
  };
  return rows[static_cast<std::size_t>(kind)];
}

json::Object print_value(const Call& call, const DeletedItem& item) {
  if (item.kind == DeletedKind::user) return print_user(item.what.users.front());
  if (item.kind == DeletedKind::group) return print_group(item.what.groups.front());
  return print_application(item.what.apps.front(), home_of(call));
}

json::Object print_deleted(const Call& call, const DeletedItem& item) {
  json::Object printed = print_value(call, item);
  printed.set("deletedDateTime", print_time(item.deleted));
  return printed;
}

Answered<http::Response> list_of(const Call& call, DeletedKind kind) {
  const KindRow& row = row_of(kind);
  SALLYPORT_REQUIRE(purge_deleted(call.services.store, call.exchange.now));
  Listing listing{row.type, [&](const entra::PageRequest& request) {
                    return print_page(
                        call.services.store.deleted_items(call.caller.tenant, kind, request),
                        [&](const DeletedItem& item) -> Answered<json::Object> { return print_deleted(call, item); });
                  }};
  listing.index = Index::none;
  listing.order = "deletedDateTime";
  return list(call, listing);
}

// The item of the path, if the caller may do with its kind what `rule` says.
Answered<DeletedItem> find_item(const Call& call, Access KindRow::* rule) {
  const entra::ObjectId id = call.id("item");
  SALLYPORT_REQUIRE(purge_deleted(call.services.store, call.exchange.now));
  SALLYPORT_ASK(auto item, call.services.store.find_deleted(id));
  if (!item || item->tenant != call.caller.tenant) return not_found(id.value);
  SALLYPORT_REQUIRE(check_access(call.services, call.caller, row_of(item->kind).*rule, {}));
  return *std::move(item);
}

// As find_item, of what the caller may also change.
Answered<DeletedItem> find_to_change(const Call& call) {
  SALLYPORT_ASK(auto item, find_item(call, &KindRow::write));
  for (const entra::User& user : item.what.users) SALLYPORT_REQUIRE(may_change(call.caller, user));
  return item;
}

}  // namespace

Answered<http::Response> list_deleted_users(const Call& call) {
  return list_of(call, DeletedKind::user);
}

Answered<http::Response> list_deleted_groups(const Call& call) {
  return list_of(call, DeletedKind::group);
}

Answered<http::Response> list_deleted_applications(const Call& call) {
  return list_of(call, DeletedKind::app);
}

Answered<http::Response> show_deleted(const Call& call) {
  SALLYPORT_ASK(const auto item, find_item(call, &KindRow::read));
  return show(call, {row_of(item.kind).type}, print_deleted(call, item));
}

Answered<http::Response> restore_deleted(const Call& call) {
  SALLYPORT_ASK(const auto item, find_to_change(call));
  SALLYPORT_REQUIRE(call.services.store.restore(item.id));
  const KindRow& row = row_of(item.kind);
  json::Object restored = with_context(call.exchange, "directoryObjects/$entity", print_value(call, item));
  restored.set("@odata.type", row.odata_type);
  return ok(restored);
}

Answered<http::Response> remove_deleted(const Call& call) {
  SALLYPORT_ASK(const auto item, find_to_change(call));
  SALLYPORT_REQUIRE(call.services.store.remove_deleted(item.id));
  return no_content();
}

}  // namespace sallyport::directory::graph
