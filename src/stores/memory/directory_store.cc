// Tenants, people, groups and their members.
#include "stores/memory/directory_store.h"

#include <algorithm>
#include <deque>

#include "base/text.h"
#include "stores/memory/directory_rows.h"

namespace sallyport::stores {

using entra::Change;
using entra::Group;
using entra::ObjectId;
using entra::Page;
using entra::PageRequest;
using entra::Principal;
using entra::Tenant;
using entra::User;

Result<std::optional<Tenant>> MemoryDirectoryStore::find_tenant(std::string_view id_or_domain) {
  const std::lock_guard lock(mutex_);
  return copy_of(state_.tenants.find([&](const Tenant& tenant) {
    return ascii_iequals(tenant.id.value, id_or_domain) ||
           std::ranges::any_of(tenant.domains, [&](const auto& domain) { return ascii_iequals(domain, id_or_domain); });
  }));
}

Result<std::vector<Tenant>> MemoryDirectoryStore::tenants() {
  const std::lock_guard lock(mutex_);
  std::vector<Tenant> all;
  for (const auto& [number, tenant] : state_.tenants.rows) all.push_back(tenant);
  return all;
}

Result<void> MemoryDirectoryStore::add_tenant(const Tenant& tenant) {
  const std::lock_guard lock(mutex_);
  return state_.add(tenant);
}

Result<void> MemoryDirectoryStore::change_tenant(const TenantId& id, const Change<Tenant>& change) {
  const std::lock_guard lock(mutex_);
  return change_row(state_.tenants.find(has_id(id)), "no_tenant", id.value, change,
                    [&](const Tenant& tenant) { return state_.check_domains(tenant); });
}

Result<std::optional<User>> MemoryDirectoryStore::find_user(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  return copy_of(state_.users.find(has_id(id)));
}

Result<std::optional<User>> MemoryDirectoryStore::find_user_by_name(std::string_view user_principal_name) {
  const std::lock_guard lock(mutex_);
  return copy_of(state_.users.find(
      [&](const User& user) { return ascii_iequals(user.user_principal_name, user_principal_name); }));
}

Result<Page<User>> MemoryDirectoryStore::users(const TenantId& tenant, const PageRequest& request) {
  const std::lock_guard lock(mutex_);
  return page_of_tenant(state_.users, tenant, request);
}

Result<std::vector<User>> MemoryDirectoryStore::people_with_directory_role(const TenantId& tenant) {
  const std::lock_guard lock(mutex_);
  std::vector<User> found;
  for (const auto& [number, user] : state_.users.rows)
    if (user.tenant == tenant && user.directory_role != entra::DirectoryRole::none) found.push_back(user);
  return found;
}

Result<std::optional<entra::AdminLink>> MemoryDirectoryStore::find_admin_link() {
  const std::lock_guard lock(mutex_);
  return state_.admin_link;
}

Result<void> MemoryDirectoryStore::replace_admin_link(const entra::AdminLink& link) {
  const std::lock_guard lock(mutex_);
  state_.admin_link = link;
  return {};
}

Result<void> MemoryDirectoryStore::use_admin_link(std::string_view hash, UnixTime now, const User& administrator) {
  const std::lock_guard lock(mutex_);
  const auto& link = state_.admin_link;
  SALLYPORT_CHECK(entra::check_admin_link(link, hash, now, administrator));
  if (link->purpose == entra::AdminLinkFor::first_administrator && state_.has_administrator(link->tenant))
    return failure(Kind::conflict, "administrator_exists");
  SALLYPORT_CHECK(state_.add(administrator));
  state_.admin_link.reset();
  return {};
}

Result<void> MemoryDirectoryStore::add_user(const User& user) {
  const std::lock_guard lock(mutex_);
  return state_.add(user);
}

Result<void> MemoryDirectoryStore::change_user(const ObjectId& id, const Change<User>& change) {
  const std::lock_guard lock(mutex_);
  const User* const before = state_.users.find(has_id(id));
  return change_row(state_.users.find(has_id(id)), "no_user", id.value, change, [&](const User& user) -> Result<void> {
    if (!is_enabled_administrator(user)) SALLYPORT_CHECK(state_.check_administrators_without(*before));
    return state_.check_name(user);
  });
}

Result<void> MemoryDirectoryStore::remove_user(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  return state_.remove_user(id);
}

Result<std::optional<Group>> MemoryDirectoryStore::find_group(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  return copy_of(state_.groups.find(has_id(id)));
}

Result<Page<Group>> MemoryDirectoryStore::groups(const TenantId& tenant, const PageRequest& request) {
  const std::lock_guard lock(mutex_);
  return page_of_tenant(state_.groups, tenant, request);
}

Result<void> MemoryDirectoryStore::add_group(const Group& group) {
  const std::lock_guard lock(mutex_);
  return state_.add(group);
}

Result<void> MemoryDirectoryStore::change_group(const ObjectId& id, const Change<Group>& change) {
  const std::lock_guard lock(mutex_);
  return change_row(state_.groups.find(has_id(id)), "no_group", id.value, change, kNoCheck);
}

Result<void> MemoryDirectoryStore::remove_group(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  state_.remove_group(id);
  return {};
}

Result<void> MemoryDirectoryStore::add_member(const ObjectId& group, const ObjectId& member) {
  const std::lock_guard lock(mutex_);
  return state_.add(entra::Membership{group, member});
}

Result<bool> MemoryDirectoryStore::remove_member(const ObjectId& group, const ObjectId& member) {
  const std::lock_guard lock(mutex_);
  return state_.members.erase({group, member}) > 0;
}

Result<Page<Principal>> MemoryDirectoryStore::members_of(const ObjectId& group, const PageRequest& request) {
  const std::lock_guard lock(mutex_);
  Table<Principal> members;
  for (const auto& [of, member] : state_.members) {
    if (of != group) continue;
    const auto known = state_.find_known(member);
    members.add({member, known ? known->kind : entra::PrincipalKind::user});
  }
  PageRequest by_id = request;
  by_id.order = entra::Order::name;
  return page_of(
      members, by_id, [](const Principal&) { return true; }, [](const Principal& member) { return member.id.value; });
}

Result<std::vector<ObjectId>> MemoryDirectoryStore::groups_of(const ObjectId& member) {
  const std::lock_guard lock(mutex_);
  std::vector<ObjectId> found;
  for (const auto& [group, each] : state_.members)
    if (each == member) found.push_back(group);
  return found;
}

Result<std::vector<ObjectId>> MemoryDirectoryStore::transitive_groups_of(const ObjectId& member) {
  const std::lock_guard lock(mutex_);
  std::set<ObjectId> found;
  std::deque<ObjectId> open{member};
  for (; !open.empty(); open.pop_front())
    for (const auto& [group, each] : state_.members)
      if (each == open.front() && found.insert(group).second) open.push_back(group);
  return std::vector<ObjectId>(found.begin(), found.end());
}

}  // namespace sallyport::stores
