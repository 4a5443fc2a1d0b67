// Who may call which address of ours, made from the rows: each row, as each kind of caller, over HTTP.
#include <gtest/gtest.h>

#include <array>

#include "gateway/operation/maintenance.h"
#include "gateway/own_rows_fixture.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::example;
using testing::Headers;
using testing::Reply;
using testing::World;

// What only administrators may change, unless a policy says otherwise.
constexpr std::array<std::string_view, 3> kAdministered{"/api/v1/roles", "/api/v1/policies", "/api/v1/teams"};

// The callers of the matrix.
enum class As { nobody, consumer, steward, administrator };

std::unique_ptr<World> world_of(As caller) {
  auto world = std::make_unique<World>([&](Settings& settings) {
    if (caller == As::administrator) settings.authorizer.admin_principals = {"ann"};
  });
  if (caller == As::nobody) return world;
  world->sign_in();
  if (caller == As::steward) {
    const PersonId person = world->identities->list({}, 1).value().front().person.id;
    EXPECT_TRUE(world->identities->give_role(person, {"DataSteward", identity::Origin::administrator}));
    world->sessions->elsewhere.people = true;
    hear_changes(world->parts->operation);
  }
  return world;
}

bool is_api(const OwnRow& row) {
  return row.label == RouteClass::security_api;
}

bool changes_something(http::Method method) {
  return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}

bool is_administered(const OwnRow& row) {
  return std::ranges::any_of(kAdministered, [&](auto noun) { return row.path.text().starts_with(noun); });
}

// Calls `judge` with the answer to each method of each row of the API. The body is no JSON: who may not do something
// must hear of that before anybody looks at the body.
void for_each_cell(As caller, const auto& judge) {
  const auto world = world_of(caller);
  Headers headers{{"Content-Type", "application/json"}};
  if (caller != As::nobody) headers.emplace_back("Cookie", "__Host-sallyport=" + world->session_cookie());
  for (const OwnRow& row : own_rows()) {
    if (!is_api(row)) continue;
    for (const http::MethodRow& method : http::kMethodTable) {
      if (!row.methods.contain(method.method)) continue;
      const Reply reply = world->send(method.name, example(row), headers, "{");
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

TEST(RoleMatrix, AConsumerAndAStewardChangeNothing) {
  for (const As caller : {As::consumer, As::steward})
    for_each_cell(caller, [](const OwnRow& row, http::Method method, const Reply& reply, const std::string& cell) {
      if (!changes_something(method)) return;
      EXPECT_GE(reply.status, 400) << cell;
      EXPECT_LT(reply.status, 500) << cell;
      if (is_administered(row)) EXPECT_EQ(reply.status, 403) << cell;
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
