// Every place that lets somebody in by a credential, against every way in which a credential goes bad. What a place
// says of tokens of the provider is in tests/security/tokens.mjs, which forges them for the same places.
#include <gtest/gtest.h>

#include "gateway/accounts/accounts_fixture.h"
#include "gateway/standing/end_sessions.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::AccountWorld;
using testing::Headers;
using testing::member;
using testing::Reply;
using testing::World;

enum class TakenFrom { anybody, programs };  // which callers a place lets in

struct Acceptor {
  std::string_view path;
  Headers headers{};
  TakenFrom whom = TakenFrom::anybody;
};

const std::vector<Acceptor>& acceptors() {
  static const std::vector<Acceptor> kAll{
      {"/check"},        // another proxy asks by query
      {"/check/app/x"},  // or by route
      {"/app/x"},        // we are the proxy
      {"/app/x",
       {{"Connection", "Upgrade"},
        {"Upgrade", "websocket"},
        {"Sec-WebSocket-Version", "13"},
        {"Origin", "https://app.example"}}},  // a WebSocket
      {"/api/v1/users/loggedInUser"},         // the security API
      {"/api/v1/roles"},                      // with a policy's right
      {"/scim/v2/Users", {}, TakenFrom::programs},
  };
  return kAll;
}

bool is_let_in(const Reply& reply) {
  return reply.forward.has_value() || (reply.status < 400);
}

void add_route(Settings& settings) {
  Route route;
  route.path = "/app";
  route.upstream = std::make_shared<const http::Upstream>();
  settings.routes = {route};
}

Reply offer(World& world, const Acceptor& acceptor, const Headers& credential) {
  Headers headers = acceptor.headers;
  headers.insert(headers.end(), credential.begin(), credential.end());
  return world.send("GET", acceptor.path, headers);
}

// Twice, because the second answer may come from a cache.
void expect_everywhere(World& world, const Headers& credential, TakenFrom who, bool let_in) {
  for (const Acceptor& acceptor : acceptors()) {
    if (let_in && acceptor.whom == TakenFrom::programs && who != TakenFrom::programs) continue;
    for (int i = 0; i < 2; ++i)
      EXPECT_EQ(is_let_in(offer(world, acceptor, credential)), let_in) << acceptor.path << ", time " << i + 1;
  }
}

Headers as_bearer(const std::string& token) {
  return {{"Authorization", "Bearer " + token}};
}

// What the API does when an administrator disables somebody.
void disable(World& world, const PersonId& person) {
  ASSERT_TRUE(world.identities->set_disabled(person, true));
  world.shared->revocations.forget_people();
  ASSERT_TRUE(end_sessions(*world.sessions, world.shared->revocations, {std::nullopt, person, std::nullopt},
                           world.clock.now()));
}

// Ann is an administrator with a session. A bot may provision.
class Acceptors : public ::testing::Test {
 protected:
  void SetUp() override {
    world_.sign_in();
    const std::string policy =
        R"({"name":"P","rules":[{"name":"p","effect":"allow","operations":["All"],"resources":["All"]}]})";
    ASSERT_EQ(ask("POST", "/api/v1/policies", policy).status, 201);
    ASSERT_EQ(ask("POST", "/api/v1/roles", R"({"name":"R","policies":["P"]})").status, 201);
    bot_ = make_bot();
    token_ = make_token();
    expect_everywhere(world_, as_bearer(token_), TakenFrom::programs, true);
  }

  Headers session() { return {{"Cookie", "__Host-sallyport=" + world_.session_cookie()}}; }
  Reply ask(std::string_view method, const std::string& path, const std::string& body) {
    Headers headers = session();
    headers.emplace_back("Content-Type", "application/json");
    headers.emplace_back("Sec-Fetch-Site", "same-origin");
    return world_.send(method, path, std::move(headers), body);
  }
  std::string make_bot() {
    const Reply made =
        ask("POST", "/api/v1/users", R"({"name":"robot","email":"robot@contoso.example","isBot":true,"roles":["R"]})");
    EXPECT_EQ(made.status, 201) << made.body;
    return member(made, "id");
  }
  std::string make_token() {
    return member(ask("PUT", "/api/v1/users/generateToken/" + bot_, R"({"JWTTokenExpiry":"OneHour"})"), "JWTToken");
  }
  void expect_dead(const std::string& token) {
    expect_everywhere(world_, as_bearer(token), TakenFrom::programs, false);
  }

  World world_{[](Settings& settings) {
    settings.authorizer.admin_principals = {"ann"};
    add_route(settings);
  }};
  std::string bot_;
  std::string token_;
};

TEST_F(Acceptors, RefuseARevokedTokenOfABot) {
  RecordProperty("covers", "BOT-01");
  ASSERT_EQ(ask("PUT", "/api/v1/users/revokeToken", R"({"id":")" + bot_ + R"("})").status, 200);
  expect_dead(token_);
}

TEST_F(Acceptors, RefuseTheTokenOfABotThatIsDisabledOrDeletedOrMadeAgain) {
  RecordProperty("covers", "BOT-02");
  const std::string disabled = "/api/sallyport/v1/users/" + bot_ + "/disabled";
  ASSERT_EQ(ask("PUT", disabled, R"({"disabled":true})").status, 200);
  expect_dead(token_);
  ASSERT_EQ(ask("PUT", disabled, R"({"disabled":false})").status, 200);
  expect_everywhere(world_, as_bearer(token_), TakenFrom::programs, true);
  ASSERT_EQ(ask("DELETE", "/api/v1/users/" + bot_ + "?hardDelete=true", {}).status, 200);
  expect_dead(token_);
  make_bot();
  expect_dead(token_);
}

TEST_F(Acceptors, RefuseAnEditedTokenOfABot) {
  RecordProperty("covers", "BOT-04");
  for (const std::size_t part : {token_.find('.') + 5, token_.rfind('.') + 5}) {
    std::string edited = token_;
    edited[part] = edited[part] == 'A' ? 'B' : 'A';
    expect_dead(edited);
  }
  expect_dead(token_.substr(0, token_.rfind('.') + 1));
}

TEST_F(Acceptors, RefuseAnExpiredTokenOfABot) {
  RecordProperty("covers", "BOT-09");
  world_.clock.advance(Seconds(3600 + 1));
  expect_dead(token_);
}

TEST_F(Acceptors, RefuseACookieThatWasChangedOrCut) {
  RecordProperty("covers", "SES-03");
  expect_everywhere(world_, session(), TakenFrom::anybody, true);
  const std::string good = world_.session_cookie();
  for (const std::string& bad : {good.substr(1), good + "A", std::string(good.size(), 'A'), std::string()})
    expect_everywhere(world_, {{"Cookie", "__Host-sallyport=" + bad}}, TakenFrom::anybody, false);
}

TEST_F(Acceptors, RefuseTheCookieOfASessionThatHasEnded) {
  RecordProperty("covers", "SES-04");
  const Headers cookie = session();
  world_.post("/api/v1/auth/logout", {}, {{"Sec-Fetch-Site", "same-origin"}});
  expect_everywhere(world_, cookie, TakenFrom::anybody, false);
}

TEST_F(Acceptors, RefuseTheSessionAndTheTokensOfAPersonWhoIsDisabled) {
  RecordProperty("covers", "SES-05");
  const std::string own =
      member(world_.get("/api/v1/auth/refresh", {{"Sec-Fetch-Site", "same-origin"}}), "accessToken");
  const std::string personal =
      member(ask("PUT", "/api/v1/users/security/token", R"({"tokenName":"mine","JWTTokenExpiry":"7"})"), "jwtToken");
  const std::vector<Headers> credentials{session(), as_bearer(own), as_bearer(personal)};
  for (const Headers& one : credentials) expect_everywhere(world_, one, TakenFrom::anybody, true);
  const std::string ann = member(world_.send("GET", "/api/v1/users/loggedInUser", session()), "id");
  disable(world_, PersonId(ann));
  for (const Headers& one : credentials) expect_everywhere(world_, one, TakenFrom::anybody, false);
}

TEST_F(Acceptors, RefuseASessionThatIsTooOld) {
  RecordProperty("covers", "SES-06");
  const Headers cookie = session();
  world_.clock.advance(Seconds(400LL * 24 * 3600));
  expect_everywhere(world_, cookie, TakenFrom::anybody, false);
}

// A person with a local account, who may do everything.
class AcceptorsOfAccounts : public ::testing::Test {
 protected:
  void SetUp() override {
    world_.give_role(ann_, "Admin");
    token_ = member(world_.log_in("ann"), "accessToken");
    expect_everywhere(world_, as_bearer(token_), TakenFrom::anybody, true);
  }

  AccountWorld world_{add_route};
  const PersonId ann_ = world_.add_account("ann");
  std::string token_;
};

TEST_F(AcceptorsOfAccounts, RefuseWhoeverSignedInBeforeThePasswordWasResetByALink) {
  RecordProperty("covers", "LOC-05");
  world_.open_link(ann_, "link");
  const std::string body =
      R"({"password":"another sentence about cats","confirmPassword":"another sentence about cats",)"
      R"("token":"link"})";
  ASSERT_EQ(world_.call_api("POST", "/api/v1/users/password/reset", body).status, 200);
  expect_everywhere(world_, as_bearer(token_), TakenFrom::anybody, false);
}

TEST_F(AcceptorsOfAccounts, TakeNoLinkForAToken) {
  RecordProperty("covers", "LOC-05");
  world_.open_link(ann_, "link");
  expect_everywhere(world_, as_bearer("link"), TakenFrom::anybody, false);
}

TEST_F(AcceptorsOfAccounts, TakeNoPasswordInAHeader) {
  RecordProperty("covers", "LOC-08");
  const std::string basic = base64_encode("ann:" + std::string(testing::kAnnsPassword));
  expect_everywhere(world_, {{"Authorization", "Basic " + basic}}, TakenFrom::anybody, false);
}

TEST_F(AcceptorsOfAccounts, RefuseADisabledPerson) {
  RecordProperty("covers", "SES-05");
  disable(world_, ann_);
  expect_everywhere(world_, as_bearer(token_), TakenFrom::anybody, false);
}

}  // namespace
}  // namespace sallyport::gateway
