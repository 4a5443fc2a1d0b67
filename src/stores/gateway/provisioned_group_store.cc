#include "stores/gateway/provisioned_group_store.h"

#include <limits>
#include <set>

#include "stores/gateway/row/person_row.h"
#include "stores/gateway/row/provisioned_row.h"
#include "stores/gateway/row/store_time.h"
#include "stores/gateway/row/team_member_row.h"
#include "stores/sql/one_of.h"
#include "stores/sql/row_check.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {

using identity::Editor;
using identity::EntityId;
using identity::Origin;
using identity::Provisioned;
using identity::ProvisionedPage;
using identity::SeenVersion;

namespace {

constexpr std::string_view kGroupPort = "provisioning_store";
constexpr ProvisionedTable kGroups = ProvisionedTable::group;

Result<Provisioned> group_to_change(Connection& connection, const PersonId& client, const std::string& id,
                                    SeenVersion seen, Log& log) {
  SALLYPORT_TRY(auto found, find_provisioned(connection, kGroups, client, id, log));
  if (!found) return failure(Kind::rejected, "provisioned_unknown");
  if (seen && *seen != found->version) return failure(Kind::conflict, "provisioned_version");
  return *std::move(found);
}

// Those whom provisioning has put into the team.
Result<std::vector<PersonId>> members_after(Connection& connection, const std::string& team, const PersonId& after,
                                            std::size_t limit, Log& log) {
  static const std::string kSelect =
      joined({"SELECT ", kTeamMemberColumns,
              " FROM team_member WHERE team = ? AND origin = ? AND person > ? ORDER BY person LIMIT ?"});
  std::vector<PersonId> members;
  SALLYPORT_CHECK(query_members(connection, kSelect,
                                {team, print_origin(Origin::provisioning), after, static_cast<std::int64_t>(limit)},
                                log, [&](TeamMemberRow row) { members.push_back(std::move(row.person)); }));
  return members;
}

// Changes who is in the team, and says whether anything differs.
class MembersWork {
 public:
  MembersWork(Connection& connection, const PersonId& client, const EntityId& team, Log& log)
      : connection_(connection), client_(client), team_(team), log_(log) {}

  Result<bool> change(const identity::ProvisionedGroupStore::Changed& wanted) {
    SALLYPORT_TRY(const auto before, members_concerned(wanted));
    bool differs = false;
    for (const PersonId& member : before) {
      const auto said = wanted.them.find(member.value);
      const bool stays = said == wanted.them.end() ? !wanted.only_these : said->second;
      if (stays) continue;
      SALLYPORT_CHECK(remove_member(connection_, member, {team_, Origin::provisioning}));
      differs = true;
    }
    for (const auto& [id, stays] : wanted.them) {
      if (!stays || before.contains(PersonId(id))) continue;
      SALLYPORT_TRY(const auto user, find_provisioned(connection_, ProvisionedTable::user, client_, id, log_));
      if (!user) return failure(Kind::rejected, "member_unknown", {}, id);
      SALLYPORT_CHECK(put_member(connection_, PersonId(id), {team_, Origin::provisioning}));
      differs = true;
    }
    return differs;
  }

 private:
  static constexpr std::size_t kAll = std::numeric_limits<std::int32_t>::max();

  // All members, or those who are named, so that a large group need not be read for each one who joins it.
  Result<std::set<PersonId>> members_concerned(const identity::ProvisionedGroupStore::Changed& wanted) {
    std::vector<PersonId> named;
    for (const auto& [id, stays] : wanted.them) named.emplace_back(id);
    std::set<PersonId> members;
    if (wanted.only_these) {
      SALLYPORT_TRY(const auto all, members_after(connection_, team_.value, {}, kAll, log_));
      members.insert(all.begin(), all.end());
    } else if (!named.empty()) {
      const OneOf those = one_of(named);
      Parameters values = those.values;
      values.insert(values.begin(), {team_, print_origin(Origin::provisioning)});
      SALLYPORT_CHECK(
          query_members(connection_,
                        joined({"SELECT ", kTeamMemberColumns,
                                " FROM team_member WHERE team = ? AND origin = ? AND person IN ", those.list}),
                        values, log_, [&](TeamMemberRow row) { members.insert(std::move(row.person)); }));
    }
    return members;
  }

  Connection& connection_;
  const PersonId& client_;
  const EntityId& team_;
  Log& log_;
};

Provisioned group_out(const StoreTime& time, Provisioned group) {
  group.created = time.out(group.created);
  group.updated = time.out(group.updated);
  return group;
}

}  // namespace

Result<ProvisionedPage> SqlProvisionedGroupStore::list(const PersonId& client,
                                                       const identity::ProvisionedQuery& query) {
  const auto look = [&](Connection& connection) { return list_provisioned(connection, kGroups, client, query, log_); };
  SALLYPORT_TRY(auto page, rename_failure(database_.read(look), kGroupPort));
  for (Provisioned& group : page.found) group = group_out(StoreTime(database_.ahead()), std::move(group));
  return page;
}

Result<Provisioned> SqlProvisionedGroupStore::add(const PersonId& client, const EntityId& team, const Changed& wanted,
                                                  const Editor& editor) {
  const StoreTime time(database_.ahead());
  const UnixTime now = time.in(editor.now);
  const auto insert = [&](Connection& connection) -> Result<Provisioned> {
    SALLYPORT_CHECK(check_provisioned_is_free(connection, kGroups, client, wanted.content, {}));
    const Provisioned group{team.value, client, wanted.content, 1, now, now};
    SALLYPORT_CHECK(put_provisioned(connection, kGroups, group));
    SALLYPORT_CHECK(MembersWork(connection, client, team, log_).change(wanted));
    return group;
  };
  SALLYPORT_TRY(auto group, rename_failure(database_.write(insert), kGroupPort));
  return group_out(time, std::move(group));
}

Result<Provisioned> SqlProvisionedGroupStore::change(const PersonId& client, const std::string& id, SeenVersion seen,
                                                     const Editor& editor, const Change& change) {
  const StoreTime time(database_.ahead());
  const auto edit = [&](Connection& connection) -> Result<Provisioned> {
    SALLYPORT_TRY(auto group, group_to_change(connection, client, id, seen, log_));
    SALLYPORT_TRY(auto wanted, change(group_out(time, group)));
    const EntityId team(id);
    SALLYPORT_TRY(const bool members_differ, MembersWork(connection, client, team, log_).change(wanted));
    if (wanted.content == group.content && !members_differ) return group;
    SALLYPORT_CHECK(check_provisioned_is_free(connection, kGroups, client, wanted.content, id));
    group.content = std::move(wanted.content);
    ++group.version;
    group.updated = time.in(editor.now);
    SALLYPORT_CHECK(put_provisioned(connection, kGroups, group));
    return group;
  };
  SALLYPORT_TRY(auto group, rename_failure(database_.write(edit), kGroupPort));
  return group_out(time, std::move(group));
}

Result<void> SqlProvisionedGroupStore::remove(const PersonId& client, const std::string& id, SeenVersion seen) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(group_to_change(connection, client, id, seen, log_));
    SALLYPORT_CHECK(connection.run("DELETE FROM team_member WHERE team = ? AND origin = ?",
                                   {id, print_origin(Origin::provisioning)}));
    return remove_provisioned(connection, kGroups, id);
  }),
                        kGroupPort);
}

Result<std::vector<PersonId>> SqlProvisionedGroupStore::members(const PersonId& client, const std::string& id,
                                                                const PersonId& after, std::size_t limit) {
  return rename_failure(database_.read([&](Connection& connection) -> Result<std::vector<PersonId>> {
    SALLYPORT_TRY(const auto group, find_provisioned(connection, kGroups, client, id, log_));
    if (!group) return std::vector<PersonId>{};
    return members_after(connection, id, after, limit, log_);
  }),
                        kGroupPort);
}

}  // namespace sallyport::stores
