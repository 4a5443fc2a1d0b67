// Translates a principal and an object into the numbers of a snapshot.
#include "identity/policy/prepare.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "identity/policy/applied.h"

namespace sallyport::identity {
namespace {

void sort_unique(auto& values) {
  std::ranges::sort(values);
  values.erase(std::ranges::unique(values).begin(), values.end());
}

bool has_value(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

void merge(TeamBits& bits, const TeamBits& more) {
  bits.resize(std::max(bits.size(), more.size()));
  for (std::size_t i = 0; i < more.size(); ++i) bits[i] |= more[i];
}

std::vector<Place> known_teams(const Snapshot& snapshot, const std::vector<std::string>& names) {
  std::vector<Place> teams;
  for (const auto& name : names)
    if (const auto team = snapshot.teams.find(name); team != snapshot.teams.end()) teams.push_back(team->second);
  return teams;
}

PreparedValues prepare_values(const Snapshot& snapshot, const std::vector<std::string>& values) {
  PreparedValues prepared{true, {}};
  for (const auto& value : values)
    if (const auto symbol = snapshot.symbols.find(value); symbol != snapshot.symbols.end())
      prepared.symbols.push_back(symbol->second);
  sort_unique(prepared.symbols);
  return prepared;
}

PreparedOwner prepare_owner(const Snapshot& snapshot, const Owner& owner) {
  PreparedOwner prepared{.type = owner.type, .name = owner.name};
  if (owner.type == Owner::Type::team) {
    const auto team = snapshot.teams.find(owner.name);
    if (team == snapshot.teams.end()) return prepared;
    prepared.team = team->second;
    prepared.under = snapshot.under[team->second];
  } else if (owner.teams) {
    prepared.teams_known = true;
    for (const Place team : known_teams(snapshot, *owner.teams)) merge(prepared.under, snapshot.under[team]);
  }
  return prepared;
}

// One attribute of an object: whether the resource has it, whether it is known, and how many values it has.
struct AttributeGiven {
  std::string_view name;
  bool given;
  std::size_t count;
  std::size_t limit;
};

bool has_attribute(const ResourceDescriptor& resource, std::string_view name) {
  return has_value(resource.attributes, name);
}

Result<void> check_attributes(const ResourceDescriptor& resource, const Object& object) {
  const auto size_of = [](const auto& values) { return values ? values->size() : 0; };
  std::vector<AttributeGiven> given{
      {kOwners, object.owners.has_value(), size_of(object.owners), kMaxOwners},
      {kDomain, object.domains.has_value(), size_of(object.domains), kMaxValues},
      {kTags, object.tags.has_value(), size_of(object.tags), kMaxValues},
      {kCertification, object.certifications.has_value(), size_of(object.certifications), kMaxValues},
      {kIsAdmin, object.admin.has_value(), 1, 1},
  };
  for (const auto& [name, values] : object.own) {
    // These are members of Object, and a second way to state them would be ignored.
    if (std::ranges::any_of(given, [&](const auto& row) { return row.name == name; }) || name == kType || name == kId)
      return failure(Kind::rejected, "attribute_unknown", {}, name);
    given.push_back({name, true, values.size(), kMaxValues});
    if (given.size() > kMaxValues) return failure(Kind::malformed, "object_limit");
  }
  for (const AttributeGiven& row : given) {
    if (row.given && !has_attribute(resource, row.name))
      return failure(Kind::rejected, "attribute_unknown", {}, std::string(row.name));
    if (row.count > row.limit) return failure(Kind::malformed, "object_limit", {}, std::string(row.name));
  }
  if (object.owners)
    for (const Owner& owner : *object.owners)
      if (size_of(owner.teams) > kMaxValues) return failure(Kind::malformed, "object_limit", {}, std::string(kOwners));
  return {};
}

// What the snapshot does not have is within no scope.
std::vector<PreparedScopeRow> prepare_scope(const Snapshot& snapshot, const Scope& scope) {
  const Vocabulary& vocabulary = snapshot.model.vocabulary;
  std::vector<PreparedScopeRow> rows;
  for (const ScopedOperations& named : scope.operations) {
    const auto resource = vocabulary.find_resource(named.resource);
    if (!resource && !ascii_iequals(named.resource, kAll)) continue;
    PreparedScopeRow row{.resource = resource ? static_cast<Place>(*resource) : kNowhere};
    for (const std::string& operation : named.operations) row.operations |= vocabulary.covered_by(operation);
    rows.push_back(row);
  }
  return rows;
}

// Replaces the rules that allow by those of the principal's own roles within the scope. They are collected again,
// because a policy that came by a role outside of the scope may also come by one within. The rules that deny stay.
void narrow_to_roles(const Snapshot& snapshot, const Principal& principal, AppliedRules& rules) {
  RuleCollector collector(snapshot);
  for (const std::string& name : principal.roles)
    if (const auto role = snapshot.roles.find(name);
        role != snapshot.roles.end() && std::ranges::find(principal.scope.roles, name) != principal.scope.roles.end())
      collector.add_role({.role = role->second});
  const AppliedRules within = collector.take();
  const auto first = static_cast<Place>(rules.grants.size());
  rules.grants.insert(rules.grants.end(), within.grants.begin(), within.grants.end());
  rules.allows.clear();
  for (const AppliedRule& allow : within.allows) rules.allows.push_back({allow.rule, allow.grant + first});
}

// The resource's own attributes, type and id.
void prepare_own(const Snapshot& snapshot, const ResourceDescriptor& resource, const Object& object,
                 PreparedObject& prepared) {
  for (const auto& name : resource.attributes) {
    const auto given = object.own.find(name);
    set_own(snapshot, name, given == object.own.end() ? std::nullopt : std::optional(given->second), prepared);
  }
  set_own(snapshot, kType, {{object.resource}}, prepared);
  set_own(snapshot, kId, object.id ? std::optional(std::vector{*object.id}) : std::nullopt, prepared);
}

}  // namespace

void set_own(const Snapshot& snapshot, std::string_view name, const std::optional<std::vector<std::string>>& values,
             PreparedObject& object) {
  const auto symbol = snapshot.symbols.find(name);
  if (symbol == snapshot.symbols.end()) return;  // no condition mentions it
  auto place = std::ranges::lower_bound(object.own, symbol->second, {}, &PreparedAttribute::name);
  if (place == object.own.end() || place->name != symbol->second)
    place = object.own.insert(place, {symbol->second, {}});
  place->values = values ? prepare_values(snapshot, *values) : PreparedValues{};
}

void set_owners(const Snapshot& snapshot, const std::optional<std::vector<Owner>>& owners, PreparedObject& object) {
  object.owners_known = owners.has_value();
  object.owners.clear();
  if (!owners) return;
  object.owners.reserve(owners->size());
  for (const Owner& owner : *owners) object.owners.push_back(prepare_owner(snapshot, owner));
}

void set_domains(const Snapshot& snapshot, std::optional<std::vector<std::string>> domains, PreparedObject& object) {
  set_own(snapshot, kDomain, domains, object);
  object.domains_known = domains.has_value();
  object.domains = std::move(domains).value_or(std::vector<std::string>());
}

void set_tags(const Snapshot& snapshot, const std::optional<std::vector<std::string>>& tags, PreparedObject& object) {
  set_own(snapshot, kTags, tags, object);
  object.tags = tags ? prepare_values(snapshot, *tags) : PreparedValues{};
}

void set_certifications(const Snapshot& snapshot, const std::optional<std::vector<std::string>>& certifications,
                        PreparedObject& object) {
  set_own(snapshot, kCertification, certifications, object);
  object.certifications = certifications ? prepare_values(snapshot, *certifications) : PreparedValues{};
}

Result<PreparedPrincipal> Snapshot::prepare(const Principal& principal) const {
  for (const auto* names : {&principal.roles, &principal.teams, &principal.domains})
    if (names->size() > kMaxValues) return failure(Kind::malformed, "principal_limit");
  PreparedPrincipal prepared{.snapshot = shared_from_this(), .principal = principal};
  RuleCollector collector(*this);
  std::vector<std::string> role_names = principal.roles;
  std::erase_if(role_names, [this](const std::string& name) { return has_value(model.deleted_roles, name); });
  for (const auto& name : principal.roles)
    if (const auto role = roles.find(name); role != roles.end()) collector.add_role({.role = role->second});
  if (principal.kind == PrincipalKind::person) {
    prepared.teams = known_teams(*this, principal.teams);
    prepared.under.resize((model.teams.size() + 63) / 64);
    for (const Place own : prepared.teams) {
      for (const Place team : teams_from(*this, own)) {
        if (has_bit(prepared.under, team)) continue;  // it came through another team
        for (const auto& name : model.teams[team].default_roles) {
          const auto role = roles.find(name);
          if (role == roles.end()) continue;
          role_names.push_back(name);
          collector.add_role({.role = role->second, .team = team, .through = own});
        }
        collector.add_team_policies({.team = team, .through = own});
      }
      merge(prepared.under, under[own]);
    }
  }
  prepared.symbols = prepare_values(*this, role_names).symbols;
  prepared.rules = collector.take();
  prepared.scope = prepare_scope(*this, principal.scope);
  if (!principal.scope.roles.empty()) narrow_to_roles(*this, principal, prepared.rules);
  return prepared;
}

Result<PreparedObject> Snapshot::prepare(const Object& object) const {
  const auto place = model.vocabulary.find_resource(object.resource);
  if (!place) return failure(Kind::rejected, "resource_unknown", {}, object.resource);
  const ResourceDescriptor& resource = model.vocabulary.resources()[*place];
  SALLYPORT_CHECK(check_attributes(resource, object));
  PreparedObject prepared{.snapshot = shared_from_this(), .resource = static_cast<Place>(*place)};
  prepare_own(*this, resource, object, prepared);
  const auto has = [&](std::string_view name) { return has_attribute(resource, name); };
  // What the resource does not have is known to be absent: set_…() would make an attribute of it.
  prepared.owners_known = prepared.domains_known = prepared.tags.known = prepared.certifications.known = true;
  if (has(kOwners)) set_owners(*this, object.owners, prepared);
  if (has(kDomain)) set_domains(*this, object.domains, prepared);
  if (has(kTags)) set_tags(*this, object.tags, prepared);
  if (has(kCertification)) set_certifications(*this, object.certifications, prepared);
  prepared.admin = !has_attribute(resource, kIsAdmin) ? Truth::no
                   : object.admin                     ? truth_of(*object.admin)
                                                      : Truth::unknown;
  return prepared;
}

OperationSet outside_scope(const PreparedPrincipal& principal, Place resource, const OperationSet& operations) {
  if (principal.principal.scope.operations.empty()) return {};
  OperationSet outside = operations;
  for (const PreparedScopeRow& row : principal.scope)
    if (row.resource == kNowhere || row.resource == resource) outside &= ~row.operations;
  return outside;
}

Result<OperationSet> Snapshot::operations(const std::vector<std::string>& names) const {
  if (names.empty()) return failure(Kind::malformed, "operation_none");
  OperationSet set;
  for (const auto& name : names) {
    const auto operation = model.vocabulary.find_operation(name);
    if (!operation) return failure(Kind::rejected, "operation_unknown", {}, name);
    set.set(*operation);
  }
  return set;
}

}  // namespace sallyport::identity
