#include "directory/token/optional_claims.h"

#include <algorithm>
#include <array>

#include "directory/call/login_hint.h"

namespace sallyport::directory {
namespace {

using Value = std::optional<json::Value>;  // absent: the claim is left out
using entra::OptionalClaim;

bool has_property(const OptionalClaim& claim, std::string_view property) {
  return std::ranges::find(claim.additional_properties, property) != claim.additional_properties.end();
}

bool is_guest(const OptionalFacts& facts) {
  return facts.user.type == entra::UserType::guest;
}

Value text(std::string value) {
  return value.empty() ? Value() : Value(std::move(value));
}

// A guest's name is told only to those who ask for names of guests, because it is no name at the guest's home.
Value upn(const OptionalFacts& facts, const OptionalClaim& claim) {
  std::string name = facts.user.user_principal_name;
  if (!is_guest(facts)) return name;
  if (has_property(claim, "include_externally_authenticated_upn")) return name;
  if (!has_property(claim, "include_externally_authenticated_upn_without_hash")) return {};
  std::ranges::replace(name, '#', '_');
  return name;
}

Value password_expiry(const OptionalFacts& facts) {
  const auto& expires = facts.user.password_expires;
  if (!expires || *expires < facts.now) return {};
  return (*expires - facts.now).count();
}

Value verified_email(const OptionalFacts& facts) {
  if (!facts.email_verified) return {};
  return json::Array{facts.user.email};
}

struct Row {
  std::string_view name;
  Value (*value)(const OptionalFacts& facts, const OptionalClaim& claim);
};

constexpr auto kRows = std::to_array<Row>({
    {"acct", [](const OptionalFacts& facts, const OptionalClaim&) -> Value { return is_guest(facts) ? 1 : 0; }},
    {"auth_time",
     [](const OptionalFacts& facts, const OptionalClaim&) -> Value { return facts.authenticated.seconds; }},
    {"email", [](const OptionalFacts& facts,
                 const OptionalClaim&) { return facts.tells_email ? text(facts.user.email) : Value(); }},
    {"family_name", [](const OptionalFacts& facts, const OptionalClaim&) { return text(family_name(facts.user)); }},
    {"given_name", [](const OptionalFacts& facts, const OptionalClaim&) { return text(given_name(facts.user)); }},
    {"idtyp",  // an application's token has another way to get it
     [](const OptionalFacts&, const OptionalClaim& claim) {
       return has_property(claim, "include_user_token") ? Value("user") : Value();
     }},
    {"ipaddr", [](const OptionalFacts& facts,
                  const OptionalClaim&) { return facts.address ? Value(facts.address->print()) : Value(); }},
    {"login_hint", [](const OptionalFacts& facts, const OptionalClaim&) { return text(login_hint_of(facts.user)); }},
    {"preferred_username",
     [](const OptionalFacts& facts, const OptionalClaim&) { return text(facts.user.user_principal_name); }},
    {"pwd_exp", [](const OptionalFacts& facts, const OptionalClaim&) { return password_expiry(facts); }},
    {"sid", [](const OptionalFacts& facts, const OptionalClaim&) { return text(facts.sid); }},
    {"tenant_region_scope", [](const OptionalFacts&, const OptionalClaim&) -> Value { return "WW"; }},
    {"upn", upn},
    {"verified_primary_email", [](const OptionalFacts& facts, const OptionalClaim&) { return verified_email(facts); }},
    {"xms_edov", [](const OptionalFacts& facts,
                    const OptionalClaim&) { return facts.user.email.empty() ? Value() : Value(facts.email_verified); }},
});

}  // namespace

void add_optional_claims(const std::vector<OptionalClaim>& wanted, const OptionalFacts& facts, json::Object& claims) {
  for (const OptionalClaim& claim : wanted) {
    const auto row = std::ranges::find(kRows, claim.name, &Row::name);
    if (row == kRows.end()) continue;
    if (auto value = row->value(facts, claim)) claims.set(claim.name, *std::move(value));
  }
}

std::string given_name(const entra::User& user) {
  return user.display_name.substr(0, user.display_name.find(' '));
}

std::string family_name(const entra::User& user) {
  const std::size_t space = user.display_name.rfind(' ');
  return space == std::string::npos ? "" : user.display_name.substr(space + 1);
}

}  // namespace sallyport::directory
