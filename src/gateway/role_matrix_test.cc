// Who may call which address of ours, made from the rows: each row, as each kind of caller, over HTTP.
#include <gtest/gtest.h>

#include <array>

#include "gateway/caller/bearer.h"
#include "gateway/caller/stored_token.h"
#include "gateway/operation/maintenance.h"
#include "gateway/own_rows_fixture.h"
#include "gateway/standing/standing.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::example;
using testing::Headers;
using testing::Reply;
using testing::World;

// What only administrators may change, unless a policy says otherwise.
constexpr std::array<std::string_view, 3> kAdministered{"/api/v1/roles", "/api/v1/policies", "/api/v1/teams"};

// The words in which policies are written are for everybody who is signed in.
constexpr std::array<std::string_view, 2> kVocabulary{"/api/v1/policies/functions", "/api/v1/policies/resources"};

// What only administrators may see.
constexpr std::array<std::string_view, 3> kSecluded{"/api/v1/audit", "/api/sallyport/v1/audit",
                                                    "/api/v1/permissions/why"};

// The callers of the matrix.
enum class As {
  nobody,
  consumer,
  steward,
  administrator,
  owner,           // of the account that the path names
  bot,             // which has no role
  scoped_token,    // an administrator's, for one operation on dashboards
  other_kind,      // a token of ours that is for an application
  foreign_tenant,  // a token of the provider's for another tenant
};

// The one person there.
PersonId person_of(const World& world) {
  return world.identities->list({}, 1).value().front().person.id;
}

std::unique_ptr<World> world_of(As caller) {
  auto world = std::make_unique<World>([&](Settings& settings) {
    if (caller == As::administrator || caller == As::scoped_token) settings.authorizer.admin_principals = {"ann"};
  });
  if (caller == As::nobody) return world;
  world->sign_in();
  if (caller == As::steward) {
    EXPECT_TRUE(world->identities->give_role(person_of(*world), {"DataSteward", identity::Origin::administrator}));
    world->sessions->elsewhere.people = true;
    hear_changes(world->parts->operation);
  }
  return world;
}

// Stores the record of a token, so that it is good.
std::string stored_token(World& world, identity::TokenOwner owner, identity::Scope scope) {
  const MintedToken minted = mint_stored_token(world.parts->own_tokens, {.owner = std::move(owner),
                                                                         .labels = {"", "", "", "robot"},
                                                                         .name = "t",
                                                                         .created_by = "ann",
                                                                         .lifetime = identity::TokenLifetime::one_week,
                                                                         .scope = std::move(scope),
                                                                         .facts = facts_of(world.sessions->last)})
                                 .value();
  EXPECT_TRUE(world.tokens.create(minted.record));
  return std::string(minted.token.reveal());
}

std::string bots_token(World& world) {
  const auto bot = world.people_by_hand->add({.labels = {"Robot", "", "", "robot"}, .kind = identity::PersonKind::bot},
                                             {"ann", world.clock.now()});
  EXPECT_TRUE(bot) << bot.error().reason;
  return stored_token(world, {identity::TokenKind::bot, bot->person.id.value}, {});
}

std::string foreign_token(World& world) {
  constexpr std::string_view kElsewhere = "99999999-2222-3333-4444-555555555555";
  json::Object claims = world.provider.id_token_claims();
  claims.set("scp", "access_as_user");
  claims.set("azp", "some-client");
  claims.set("tid", kElsewhere);
  claims.set("iss", "https://login.example/" + std::string(kElsewhere) + "/v2.0");
  return world.provider.sign(claims);
}

// For an application behind us, and about Ann.
std::string upstream_token(World& world) {
  auto caller = std::make_shared<Caller>();
  caller->person = person_of(world);
  caller->username = "ann";
  caller->admin = true;
  caller->expires = world.clock.now() + Seconds(600);
  return mint_upstream_token(world.parts->own_tokens, *caller, "http://127.0.0.1:3000").value().value;
}

Headers credential(World& world, As caller) {
  const auto bearer = [](const std::string& token) { return Headers{{"Authorization", "Bearer " + token}}; };
  switch (caller) {
    case As::nobody:
      return {};
    case As::consumer:
    case As::steward:
    case As::administrator:
    case As::owner:
      return {{"Cookie", "__Host-sallyport=" + world.session_cookie()}};
    case As::bot:
      return bearer(bots_token(world));
    case As::scoped_token:
      return bearer(stored_token(world, {identity::TokenKind::personal, person_of(world).value},
                                 {.operations = {{"dashboard", {"ViewAll"}}}}));
    case As::other_kind:
      return bearer(upstream_token(world));
    case As::foreign_tenant:
      return bearer(foreign_token(world));
  }
  return {};
}

// A path that the row answers. The owner's names the owner's own account.
std::string path_for(const World& world, As caller, const OwnRow& row) {
  constexpr std::string_view kAnybody = "6f1c2d3e-0000-4000-8000-00000000000a";
  std::string path = example(row);
  const auto place = path.find(kAnybody);
  if (caller == As::owner && place != std::string::npos) path.replace(place, kAnybody.size(), person_of(world).value);
  return path;
}

bool is_api(const OwnRow& row) {
  return row.label == RouteClass::security_api;
}

bool changes_something(http::Method method) {
  return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}

bool begins_with_one_of(const OwnRow& row, const auto& nouns) {
  return std::ranges::any_of(nouns, [&](auto noun) { return row.path.text().starts_with(noun); });
}

bool is_administered(const OwnRow& row) {
  return begins_with_one_of(row, kAdministered);
}

// Calls `judge` with the answer to each method of each row of the API. The body is no JSON: who may not do something
// must hear of that before anybody looks at the body.
void for_each_cell(As caller, const auto& judge) {
  const auto world = world_of(caller);
  Headers headers = credential(*world, caller);
  headers.emplace_back("Content-Type", "application/json");
  for (const OwnRow& row : own_rows()) {
    if (!is_api(row)) continue;
    for (const http::MethodRow& method : http::kMethodTable) {
      if (!row.methods.contain(method.method)) continue;
      const Reply reply = world->send(method.name, path_for(*world, caller, row), headers, "{");
      judge(row, method.method, reply, std::string(method.name) + " " + std::string(row.path.text()));
    }
  }
}

TEST(RoleMatrix, NobodyGetsPastARowForPeopleWhoAreSignedIn) {
  for_each_cell(As::nobody, [](const OwnRow& row, http::Method method, const Reply& reply, const std::string& cell) {
    if (row.who == OwnRows::Who::signed_in) EXPECT_EQ(reply.status, 401) << cell;
    // What everybody may change are passwords, and those are off in this world.
    if (row.who == OwnRows::Who::everybody) EXPECT_EQ(reply.status, changes_something(method) ? 404 : 200) << cell;
  });
}

TEST(RoleMatrix, NobodyButAnAdministratorChangesAnything) {
  for (const As caller : {As::consumer, As::steward, As::owner, As::bot, As::scoped_token})
    for_each_cell(caller, [](const OwnRow& row, http::Method method, const Reply& reply, const std::string& cell) {
      if (begins_with_one_of(row, kSecluded)) EXPECT_EQ(reply.status, 403) << cell;
      if (!changes_something(method)) return;
      EXPECT_GE(reply.status, 400) << cell;
      EXPECT_LT(reply.status, 500) << cell;
      if (is_administered(row)) EXPECT_EQ(reply.status, 403) << cell;
    });
}

// Nobody gave them the right to see roles, policies and teams either.
TEST(RoleMatrix, ABotWithoutARoleAndATokenForOtherOperationsSeeNothingThatPoliciesGuard) {
  for (const As caller : {As::bot, As::scoped_token})
    for_each_cell(caller, [](const OwnRow& row, http::Method, const Reply& reply, const std::string& cell) {
      if (is_administered(row) && !begins_with_one_of(row, kVocabulary)) EXPECT_EQ(reply.status, 403) << cell;
    });
}

TEST(RoleMatrix, ATokenOfAnotherKindAndOneOfAForeignTenantGetPastNoRow) {
  RecordProperty("covers", "JWT-24");
  for (const As caller : {As::other_kind, As::foreign_tenant})
    for_each_cell(caller, [](const OwnRow& row, http::Method, const Reply& reply, const std::string& cell) {
      if (row.who == OwnRows::Who::signed_in) EXPECT_EQ(reply.status, 401) << cell;
    });
}

TEST(RoleMatrix, AnAdministratorMayCallEveryRow) {
  for_each_cell(As::administrator, [](const OwnRow&, http::Method, const Reply& reply, const std::string& cell) {
    EXPECT_NE(reply.status, 401) << cell;
    EXPECT_NE(reply.status, 403) << cell;
    EXPECT_LT(reply.status, 500) << cell;
  });
}

}  // namespace
}  // namespace sallyport::gateway
