// Translates a principal and an object into the numbers of a snapshot.
#include <algorithm>
#include <array>

#include "identity/policy/applied.h"
#include "identity/policy/snapshot.h"

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

// What is not given of an attribute that the resource has is unknown. What the resource does not have is absent.
template <class Values>
std::optional<Values> known_values(const ResourceDescriptor& resource, std::string_view name,
                                   const std::optional<Values>& given) {
  if (!has_attribute(resource, name)) return Values{};
  return given;
}

void prepare_own(const Snapshot& snapshot, const ResourceDescriptor& resource, const Object& object,
                 PreparedObject& prepared) {
  const auto add = [&](std::string_view name, const std::vector<std::string>* values) {
    const auto symbol = snapshot.symbols.find(name);
    if (symbol == snapshot.symbols.end()) return;  // no condition mentions it
    prepared.own[symbol->second] = values ? prepare_values(snapshot, *values) : PreparedValues{};
  };
  for (const auto& name : resource.attributes) {
    const auto given = object.own.find(name);
    add(name, given == object.own.end() ? nullptr : &given->second);
  }
  const std::vector<std::string> type{object.resource};
  add(kType, &type);
  const std::vector<std::string> id{object.id.value_or("")};
  add(kId, object.id ? &id : nullptr);
  if (object.tags) add(kTags, &*object.tags);
  if (object.domains) add(kDomain, &*object.domains);
  if (object.certifications) add(kCertification, &*object.certifications);
}

}  // namespace

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
  return prepared;
}

Result<PreparedObject> Snapshot::prepare(const Object& object) const {
  const auto place = model.vocabulary.find_resource(object.resource);
  if (!place) return failure(Kind::rejected, "resource_unknown", {}, object.resource);
  const ResourceDescriptor& resource = model.vocabulary.resources()[*place];
  SALLYPORT_CHECK(check_attributes(resource, object));
  PreparedObject prepared{.snapshot = shared_from_this(), .resource = static_cast<Place>(*place)};
  if (const auto owners = known_values(resource, kOwners, object.owners)) {
    prepared.owners_known = true;
    for (const Owner& owner : *owners) prepared.owners.push_back(prepare_owner(*this, owner));
  }
  if (auto domains = known_values(resource, kDomain, object.domains)) {
    prepared.domains_known = true;
    prepared.domains = *std::move(domains);
  }
  if (const auto tags = known_values(resource, kTags, object.tags)) prepared.tags = prepare_values(*this, *tags);
  if (const auto values = known_values(resource, kCertification, object.certifications))
    prepared.certifications = prepare_values(*this, *values);
  prepared.admin = !has_attribute(resource, kIsAdmin) ? Truth::no
                   : object.admin                     ? truth_of(*object.admin)
                                                      : Truth::unknown;
  prepare_own(*this, resource, object, prepared);
  return prepared;
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
