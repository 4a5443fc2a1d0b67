#include "stores/gateway/access_row.h"

#include "base/json.h"
#include "stores/gateway/entity_version_store.h"
#include "stores/sql/row_check.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {

using identity::AccessChanges;
using identity::AccessState;
using identity::Effect;
using identity::Entity;
using identity::EntityHeader;
using identity::EntityId;
using identity::EntityKind;
using identity::Policy;
using identity::Role;
using identity::Rule;
using identity::Team;

namespace {

constexpr std::string_view kEntityColumns =
    "id, kind, name, display_name, description, version, updated, updated_by, deleted, built_in, content, row_check";

using Names = std::vector<std::string>;

json::Array names_json(const Names& names) {
  json::Array array;
  for (const auto& name : names) array.emplace_back(name);
  return array;
}

json::Value content_json(const Policy& policy) {
  json::Array rules;
  for (const Rule& rule : policy.rules)
    rules.emplace_back(json::Object{{"name", rule.name},
                                    {"description", rule.description},
                                    {"deny", rule.effect == Effect::deny},
                                    {"resources", names_json(rule.resources)},
                                    {"operations", names_json(rule.operations)},
                                    {"condition", rule.condition}});
  return json::Object{{"rules", std::move(rules)}};
}

json::Value content_json(const Role& role) {
  return json::Object{{"policies", names_json(role.policies)}};
}

json::Value content_json(const Team& team) {
  return json::Object{{"type", name_of(team.type)},
                      {"parents", names_json(team.parents)},
                      {"defaultRoles", names_json(team.default_roles)},
                      {"policies", names_json(team.policies)},
                      {"joinable", team.joinable},
                      {"email", team.email}};
}

Failure damaged_content(std::string_view member) {
  return failure(Kind::unavailable, "sql_damaged", {}, "the content's " + std::string(member));
}

Result<std::string> text_member(const json::Object& object, std::string_view name) {
  const json::Value* value = object.find(name);
  if (!value || !value->as_string()) return damaged_content(name);
  return *value->as_string();
}

Result<Names> list_member(const json::Object& object, std::string_view name) {
  const json::Value* value = object.find(name);
  if (!value || !value->as_array()) return damaged_content(name);
  Names names;
  for (const json::Value& one : *value->as_array()) {
    if (!one.as_string()) return damaged_content(name);
    names.push_back(*one.as_string());
  }
  return names;
}

Result<Rule> parse_rule(const json::Value& value) {
  const json::Object* object = value.as_object();
  const json::Value* deny = object ? object->find("deny") : nullptr;
  if (!deny || !deny->as_bool()) return damaged_content("rules");
  Rule rule{.effect = *deny->as_bool() ? Effect::deny : Effect::allow};
  SALLYPORT_TRY(rule.name, text_member(*object, "name"));
  SALLYPORT_TRY(rule.description, text_member(*object, "description"));
  SALLYPORT_TRY(rule.resources, list_member(*object, "resources"));
  SALLYPORT_TRY(rule.operations, list_member(*object, "operations"));
  SALLYPORT_TRY(rule.condition, text_member(*object, "condition"));
  return rule;
}

Result<void> parse_content(const json::Object& object, Policy& policy) {
  const json::Value* rules = object.find("rules");
  if (!rules || !rules->as_array()) return damaged_content("rules");
  for (const json::Value& one : *rules->as_array()) {
    SALLYPORT_TRY(auto rule, parse_rule(one));
    policy.rules.push_back(std::move(rule));
  }
  return {};
}

Result<void> parse_content(const json::Object& object, Role& role) {
  SALLYPORT_TRY(role.policies, list_member(object, "policies"));
  return {};
}

Result<void> parse_content(const json::Object& object, Team& team) {
  SALLYPORT_TRY(const auto type_name, text_member(object, "type"));
  const auto type = identity::parse_team_type(type_name);
  if (!type) return damaged_content("type");
  team.type = *type;
  SALLYPORT_TRY(team.parents, list_member(object, "parents"));
  SALLYPORT_TRY(team.default_roles, list_member(object, "defaultRoles"));
  SALLYPORT_TRY(team.policies, list_member(object, "policies"));
  if (!object.contains("joinable")) return {};  // the version before wrote neither
  const json::Value* const joinable = object.find("joinable");
  if (!joinable->as_bool()) return damaged_content("joinable");
  team.joinable = *joinable->as_bool();
  SALLYPORT_TRY(team.email, text_member(object, "email"));
  return {};
}

Parameters values_of(const EntityHeader& header, std::string_view kind, const std::string& name,
                     const std::string& content) {
  return {header.id,          kind,           name,           header.display_name,
          header.description, header.version, header.updated, header.updated_by,
          header.deleted,     header.system,  content};
}

// A row whose content is not parsed yet.
struct EntityRow {
  EntityHeader header;
  std::string kind;
  std::string name;
  std::string content;
};

Result<EntityRow> parse_entity_row(const Row& row) {
  EntityRow entity;
  SALLYPORT_TRY(entity.header.id.value, row.text(0));
  SALLYPORT_TRY(entity.kind, row.text(1));
  SALLYPORT_TRY(entity.name, row.text(2));
  SALLYPORT_TRY(entity.header.display_name, row.text(3));
  SALLYPORT_TRY(entity.header.description, row.text(4));
  SALLYPORT_TRY(entity.header.version, row.integer(5));
  SALLYPORT_TRY(entity.header.updated, row.time(6));
  SALLYPORT_TRY(entity.header.updated_by, row.text(7));
  SALLYPORT_TRY(entity.header.deleted, row.flag(8));
  SALLYPORT_TRY(entity.header.system, row.flag(9));
  SALLYPORT_TRY(entity.content, row.text(10));
  SALLYPORT_TRY(const auto check, row.blob(11));
  SALLYPORT_CHECK(check_row(values_of(entity.header, entity.kind, entity.name, entity.content), check));
  return entity;
}

template <class Content>
Result<void> add_entity(EntityRow row, AccessState& state) {
  auto object = json::parse_object(row.content);
  if (!object) return damaged_content("JSON");
  Entity<Content> entity{.header = std::move(row.header)};
  entity.content.name = std::move(row.name);
  SALLYPORT_CHECK(parse_content(*object, entity.content));
  (state.*EntityKind<Content>::state).push_back(std::move(entity));
  return {};
}

Result<void> add_row(const Row& row, AccessState& state) {
  SALLYPORT_TRY(auto entity, parse_entity_row(row));
  if (entity.kind == EntityKind<Policy>::name) return add_entity<Policy>(std::move(entity), state);
  if (entity.kind == EntityKind<Role>::name) return add_entity<Role>(std::move(entity), state);
  if (entity.kind == EntityKind<Team>::name) return add_entity<Team>(std::move(entity), state);
  return damaged_content("kind");
}

template <class Content>
Result<void> put_entities(Connection& connection, const AccessChanges& changes) {
  static const std::string kPut = joined(
      {"INSERT INTO entity (", kEntityColumns,
       ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
       "display_name = "
       "excluded.display_name, description = excluded.description, version = excluded.version, updated = "
       "excluded.updated, updated_by = excluded.updated_by, deleted = excluded.deleted, built_in = excluded.built_in, "
       "content = excluded.content, row_check = excluded.row_check"});
  for (const Entity<Content>& entity : changes.*EntityKind<Content>::changes) {
    const std::string content = json::print(content_json(entity.content));
    Parameters values = values_of(entity.header, EntityKind<Content>::name, entity.content.name, content);
    const std::string check = row_check(values);
    values.emplace_back(Blob{check});
    SALLYPORT_CHECK(connection.run(kPut, values));
  }
  return {};
}

}  // namespace

Result<AccessState> read_entities(Connection& connection, Log& log) {
  static const std::string kRead = joined({"SELECT ", kEntityColumns, " FROM entity ORDER BY kind, name"});
  AccessState state;
  SALLYPORT_CHECK(connection.query(kRead, {}, [&](const Row& row) -> Result<void> {
    auto added = add_row(row, state);
    if (!added) report_damaged(log, "entity", row.text(0).value_or("?"), added.error());
    return added;
  }));
  return state;
}

Result<void> write_entities(Connection& connection, const AccessChanges& changes) {
  for (const EntityId& id : changes.removed) {
    SALLYPORT_CHECK(connection.run("DELETE FROM entity WHERE id = ?", {id}));
    SALLYPORT_CHECK(remove_entity_versions(connection, id));
  }
  SALLYPORT_CHECK(put_entities<Policy>(connection, changes));
  SALLYPORT_CHECK(put_entities<Role>(connection, changes));
  return put_entities<Team>(connection, changes);
}

}  // namespace sallyport::stores
