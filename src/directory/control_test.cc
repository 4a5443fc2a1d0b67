// The control addresses through the handler: who gets in, what each does, and what each refuses.
#include "directory/control/control.h"

#include "directory/control/operations.h"
#include "directory/graph_fixture.h"
#include "directory/routes.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kControlToken = "the-token-of-the-tests";

// Snapshots of an imagined store: a test sees what was asked of it.
class RecordedSnapshots final : public Snapshots {
 public:
  Result<void> take(std::string_view name) override {
    taken.insert(std::string(name));
    return {};
  }
  Result<void> restore(std::string_view name) override {
    if (!taken.contains(std::string(name))) return failure(Kind::rejected, "no_snapshot");
    restored.emplace_back(name);
    return {};
  }
  std::vector<std::string> names() const override { return {taken.begin(), taken.end()}; }

  std::set<std::string> taken;
  std::vector<std::string> restored;
};

class ControlTest : public GraphTest {
 protected:
  ControlTest()
      : moved(clock),
        own{store,       grants,  sign_ins, published, lockout, counters, setup_counter,
            issuer_keys, origins, settings, moved,     random,  log,      sign_in_log},
        control({store, keys, sign_in_log, published, lockout, counters, snapshots, moved, random},
                Secret(kControlToken)) {
    EXPECT_TRUE(control.begin());
    own.control = &control;
    handler = make_handler(own);
  }

  http::Response ask(std::string_view method, std::string_view target, std::string_view body = "",
                     std::string_view token = kControlToken) {
    return send(method, target, body, {{"Authorization", "Bearer " + std::string(token)}});
  }
  http::Response client_credentials() {
    return token({{"grant_type", "client_credentials"},
                  {"client_id", std::string(kWeb)},
                  {"client_secret", std::string(kSecret)},
                  {"scope", "https://graph.microsoft.com/.default"}});
  }
  std::string forged(std::string_view body) { return at(ask("POST", "/control/tokens", body), "token"); }

  MovableClock moved;
  RecordedSnapshots snapshots;
  Services own;
  Control control;
};

using ControlDoor = ControlTest;

TEST_F(ControlDoor, EveryAddressNeedsTheToken) {
  for (const control::Operation& operation : control::kOperations) {
    std::string address;
    for (const std::string_view segment : split_words(operation.path.text(), '/'))
      address += "/" + std::string(segment.starts_with('{') ? "1" : segment);
    const auto method = http::name_of(operation.method);
    for (const std::string_view wrong : {"", "x", "the-token-of-the-test", "the-token-of-the-tests "}) {
      const auto refused = ask(method, address, "", wrong);
      EXPECT_EQ(refused.status, 401) << address;
      EXPECT_EQ(at(refused, "error/code"), "Unauthorized") << address;
    }
    EXPECT_EQ(send(method, address).status, 401) << address;
    EXPECT_EQ(send(method, address, "", {{"Authorization", "Basic " + std::string(kControlToken)}}).status, 401);
    EXPECT_EQ(call(method, address, alice).status, 401) << address;
  }
  EXPECT_EQ(snapshots.restored.size(), 0U);
}

TEST_F(ControlDoor, FromAnotherMachineThereIsNothing) {
  for (const char* const address : {"192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7", ""}) {
    peer = std::make_shared<http::Peer>(http::Peer{address, std::string_view(address).empty(), true});
    EXPECT_EQ(ask("GET", "/control/clock").status, 404) << address;
  }
  peer = std::make_shared<http::Peer>(http::Peer{"::1", false, false});
  EXPECT_EQ(ask("GET", "/control/clock").status, 200);
}

TEST_F(ControlDoor, ThroughAProxyThereIsNothing) {
  for (const char* const header : {"X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"}) {
    const auto refused = send("GET", "/control/clock", "",
                              {{"Authorization", "Bearer " + std::string(kControlToken)}, {header, "127.0.0.1"}});
    EXPECT_EQ(refused.status, 404) << header;
  }
}

TEST_F(ControlDoor, WithoutControlThereIsNothing) {
  own.control = nullptr;
  handler = make_handler(own);
  for (const char* const method : {"GET", "POST", "DELETE"})
    EXPECT_EQ(ask(method, "/control/clock").status, 404) << method;
}

TEST_F(ControlDoor, AnotherMethodIsRefused) {
  EXPECT_EQ(ask("PATCH", "/control/clock", "{}").status, 405);
  EXPECT_EQ(ask("OPTIONS", "/control/clock").status, 405);
}

using ControlClock = ControlTest;

TEST_F(ControlClock, MovesByATimeOrByAnAmount) {
  EXPECT_EQ(at(ask("GET", "/control/clock"), "offset"), "0");
  EXPECT_EQ(at(ask("POST", "/control/clock", R"({"advance": 3600})"), "offset"), "3600");
  EXPECT_EQ(at(ask("POST", "/control/clock", R"({"advance": -600})"), "offset"), "3000");
  const auto set = ask("POST", "/control/clock", R"({"now": "2030-01-02T03:04:05Z"})");
  EXPECT_EQ(at(set, "now"), "2030-01-02T03:04:05Z");
  EXPECT_EQ(print_rfc3339(moved.now()), "2030-01-02T03:04:05Z");
}

TEST_F(ControlClock, AllThatExpiresFollowsIt) {
  ASSERT_EQ(client_credentials().status, 200);
  const std::string code = code_for(authorize_fields());
  ASSERT_EQ(ask("POST", "/control/clock", R"({"advance": 601})").status, 200);
  EXPECT_NE(token(redemption(code)).body.find("AADSTS70008"), std::string::npos);
  EXPECT_EQ(get("/v1.0/me", alice).status, 200);
  ASSERT_EQ(ask("POST", "/control/clock", R"({"advance": 3600})").status, 200);
  EXPECT_EQ(get("/v1.0/me", alice).status, 401);
}

TEST_F(ControlClock, ATimeThatIsNoneIsRefused) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"{}", "Give either now"},
      {R"({"now": "2030-01-02T03:04:05Z", "advance": 1})", "Give either now"},
      {R"({"now": "tomorrow"})", "Write a time as"},
      {R"({"now": 1700000000})", "Write a time as"},
      {R"({"now": "2030-02-31T00:00:00Z"})", "Write a time as"},
      {R"({"advance": "3600"})", "a number of seconds"},
      {R"({"advance": 1.5})", "a number of seconds"},
      {R"({"advance": 9000000000})", "a hundred years"},
      {R"({"now": "2999-01-01T00:00:00Z"})", "a hundred years"},
      {R"({"advance": 1, "speed": 2})", "does not exist"},
      {"[1]", "JSON"},
      {"advance=1", "JSON"},
  };
  for (const auto& [body, words] : rows) {
    const auto refused = ask("POST", "/control/clock", body);
    EXPECT_EQ(refused.status, 400) << body;
    EXPECT_NE(at(refused, "error/message").find(words), std::string::npos) << body << refused.body;
  }
  EXPECT_EQ(moved.offset().count(), 0);
}

using ControlContent = ControlTest;

TEST_F(ControlContent, SecretsExpireAtOnce) {
  ASSERT_EQ(client_credentials().status, 200);
  const auto done = ask("POST", "/control/secrets/expire", R"({"clientId": ")" + std::string(kWeb) + "\"}");
  EXPECT_EQ(at(done, "expired"), "1");
  EXPECT_NE(client_credentials().body.find("AADSTS7000222"), std::string::npos);
}

TEST_F(ControlContent, OneSecretOfManyExpires) {
  std::string added;
  change_app(kWeb, [&](entra::AppRegistration& each) {
    auto more = make_secret("more", Seconds(3600), clock.now(), random);
    added = more.credential.key_id;
    each.secrets.push_back(more.credential);
  });
  const auto body = json::print(json::Object{{"clientId", kWeb}, {"keyId", added}});
  EXPECT_EQ(at(ask("POST", "/control/secrets/expire", body), "expired"), "1");
  EXPECT_EQ(client_credentials().status, 200);
  EXPECT_EQ(app(kWeb).secrets.back().end, clock.now());
}

TEST_F(ControlContent, SecretsThatAreNotThereAreRefused) {
  const auto status = [&](std::string_view body) { return ask("POST", "/control/secrets/expire", body).status; };
  EXPECT_EQ(status("{}"), 400);
  EXPECT_EQ(status(R"({"clientId": 7})"), 400);
  EXPECT_EQ(status(R"({"clientId": "99999999-0000-4000-8000-000000000009"})"), 404);
  EXPECT_EQ(status(R"({"clientId": ")" + std::string(kSpa) + "\"}"), 400);
  EXPECT_EQ(status(R"({"clientId": ")" + std::string(kWeb) + R"(", "keyId": "x"})"), 400);
  EXPECT_EQ(status(R"({"clientId": ")" + std::string(kWeb) + R"(", "keyId": ")" + std::string(kAlice) + "\"}"), 400);
  EXPECT_EQ(client_credentials().status, 200);
}

TEST_F(ControlContent, KeysAreRotatedAndPublishedAtOnce) {
  const std::string before = published.snapshot()->signing.kid;
  const auto rotated = ask("POST", "/control/keys/rotate");
  EXPECT_EQ(rotated.status, 200);
  const std::string kid = at(rotated, "signing");
  EXPECT_NE(kid, before);
  const auto answer = client_credentials();
  EXPECT_EQ(text_of(header_of(text_of(body_of(answer), "access_token")), "kid"), kid);
  EXPECT_NE(send("GET", path("/discovery/v2.0/keys")).body.find(kid), std::string::npos);
}

TEST_F(ControlContent, APersonsSessionsAreRevoked) {
  moved.set_offset(Seconds(10));
  const auto done = ask("POST", "/control/people/revoke", R"({"user": "Alice@contoso.example"})");
  EXPECT_EQ(at(done, "id"), kAlice);
  EXPECT_EQ(get("/v1.0/me", alice).status, 401);
  EXPECT_EQ(get("/v1.0/me", bob).status, 200);
  EXPECT_EQ(ask("POST", "/control/people/revoke", R"({"user": ")" + std::string(kDave) + "\"}").status, 200);
  EXPECT_EQ(ask("POST", "/control/people/revoke", R"({"user": "nobody@contoso.example"})").status, 404);
  EXPECT_EQ(ask("POST", "/control/people/revoke", R"({"user": ")" + std::string(kNowhereId) + "\"}").status, 404);
  EXPECT_EQ(ask("POST", "/control/people/revoke", "{}").status, 400);
}

TEST_F(ControlContent, TheSignInLogIsRead) {
  token(with(redemption("no-code"), "client_secret", "wrong"));
  const auto read = ask("GET", "/control/sign-ins?top=1&app=" + std::string(kWeb));
  EXPECT_EQ(at(read, "value/0/status/errorCode"), "7000215");
  EXPECT_EQ(at(ask("GET", "/control/sign-ins?tenant=fabrikam.example"), "value"), "[]");
  EXPECT_EQ(ask("GET", "/control/sign-ins?tenant=nowhere.example").status, 404);
  for (const char* const query : {"top=0", "top=1000", "top=x", "limit=1", "after=x", "%zz"})
    EXPECT_EQ(ask("GET", "/control/sign-ins?" + std::string(query)).status, 400) << query;
}

using ControlSnapshots = ControlTest;

TEST_F(ControlSnapshots, TheStartIsOneAndAResetRestoresIt) {
  EXPECT_EQ(at(ask("GET", "/control/snapshots"), "value"), R"(["start"])");
  ask("POST", "/control/faults", R"({"endpoint": "token", "status": 503})");
  token(with(redemption("no-code"), "client_secret", "wrong"));
  ASSERT_EQ(ask("POST", "/control/clock", R"({"advance": 500})").status, 200);
  lockout.failed(entra::ObjectId(std::string(kAlice)), Secret("x"), clock.now());
  EXPECT_EQ(at(ask("POST", "/control/reset"), "offset"), "0");
  EXPECT_EQ(snapshots.restored, std::vector<std::string>{"start"});
  EXPECT_TRUE(control.faults().list().empty());
  EXPECT_EQ(at(ask("GET", "/control/sign-ins"), "value"), "[]");
}

TEST_F(ControlSnapshots, KeepTheClock) {
  ASSERT_EQ(ask("POST", "/control/clock", R"({"advance": 500})").status, 200);
  EXPECT_EQ(ask("PUT", "/control/snapshots/later").status, 204);
  ASSERT_EQ(ask("POST", "/control/clock", R"({"advance": 500})").status, 200);
  EXPECT_EQ(at(ask("POST", "/control/snapshots/later/restore"), "offset"), "500");
  EXPECT_EQ(snapshots.restored, std::vector<std::string>{"later"});
}

TEST_F(ControlSnapshots, WhatCannotBeKeptOrRestoredIsRefused) {
  EXPECT_EQ(ask("PUT", "/control/snapshots/start").status, 400);
  EXPECT_EQ(ask("PUT", "/control/snapshots/Upper").status, 400);
  EXPECT_EQ(ask("PUT", "/control/snapshots/a%2Fb").status, 400);
  EXPECT_EQ(ask("PUT", "/control/snapshots/" + std::string(65, 'a')).status, 400);
  EXPECT_EQ(ask("POST", "/control/snapshots/nothing/restore").status, 404);
  for (std::size_t i = 1; i < kMostSnapshots; ++i)
    EXPECT_EQ(ask("PUT", "/control/snapshots/s" + std::to_string(i)).status, 204) << i;
  EXPECT_EQ(ask("PUT", "/control/snapshots/one-more").status, 400);
  EXPECT_EQ(ask("PUT", "/control/snapshots/s1").status, 204);
}

using ControlFaults = ControlTest;

TEST_F(ControlFaults, AnEndpointAnswersAsWasOrdered) {
  const auto added =
      ask("POST", "/control/faults", R"({"endpoint": "token", "status": 429, "retryAfter": 7, "times": 2})");
  EXPECT_EQ(added.status, 201);
  EXPECT_EQ(at(added, "id"), "1");
  const auto busy = client_credentials();
  EXPECT_EQ(busy.status, 429);
  EXPECT_EQ(*busy.find("Retry-After"), "7");
  EXPECT_EQ(text_of(body_of(busy), "error"), "temporarily_unavailable");
  EXPECT_EQ(*busy.find("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(at(ask("GET", "/control/faults"), "value/0/times"), "1");
  EXPECT_EQ(client_credentials().status, 429);
  EXPECT_EQ(client_credentials().status, 200);
}

TEST_F(ControlFaults, EachEndpointRefusesInItsOwnShape) {
  for (const std::string_view endpoint : fault_endpoints())
    ASSERT_EQ(ask("POST", "/control/faults", json::print(json::Object{{"endpoint", endpoint}, {"status", 503}})).status,
              201);
  const auto me = get("/v1.0/me", alice);
  EXPECT_EQ(me.status, 503);
  EXPECT_EQ(code_of(me), "ServiceUnavailable");
  const auto page = authorize(authorize_fields());
  EXPECT_EQ(page.status, 503);
  EXPECT_TRUE(page.find("Content-Type")->starts_with("text/html"));
  for (const char* const address : {"/discovery/v2.0/keys", "/v2.0/.well-known/openid-configuration"}) {
    const auto published_answer = send("GET", path(address));
    EXPECT_EQ(published_answer.status, 503) << address;
    EXPECT_TRUE(published_answer.find("Content-Type")->starts_with("application/json")) << address;
  }
  EXPECT_EQ(client_credentials().status, 503);
  EXPECT_EQ(client_credentials().status, 200);
}

TEST_F(ControlFaults, AFieldIsLeftOut) {
  ask("POST", "/control/faults", R"({"endpoint": "token", "drop": ["expires_in", "nothing"]})");
  const auto body = body_of(client_credentials());
  EXPECT_EQ(body.find("expires_in"), nullptr);
  EXPECT_NE(body.find("access_token"), nullptr);
  EXPECT_NE(body_of(client_credentials()).find("expires_in"), nullptr);
}

TEST_F(ControlFaults, AParameterOfARedirectIsLeftOut) {
  sign_in(authorize(authorize_fields()));
  ask("POST", "/control/faults", R"({"endpoint": "authorize", "drop": ["state"]})");
  const auto back = authorize(authorize_fields());
  EXPECT_FALSE(answered(back, "code").empty()) << back.status;
  EXPECT_EQ(answered(back, "state"), "");
}

TEST_F(ControlFaults, ASlowAnswerLeavesTheEventLoop) {
  ask("POST", "/control/faults", R"({"endpoint": "keys", "delay": 1})");
  http::Request request;
  const std::string target = path("/discovery/v2.0/keys");
  request.method = "GET";
  request.target = target;
  request.peer = peer;
  request.headers = {{"Host", "localhost:8443"}};
  auto action = handler->on_request(request, false);
  auto* const deferred = std::get_if<http::Defer>(&action);
  ASSERT_NE(deferred, nullptr);
  EXPECT_TRUE(deferred->slow);
  EXPECT_EQ(std::get<http::Answer>(deferred->work()).response.status, 200);
}

TEST_F(ControlFaults, AreDeletedOneByOneOrAltogether) {
  for (int i = 0; i < 3; ++i) ask("POST", "/control/faults", R"({"endpoint": "token", "status": 500})");
  EXPECT_EQ(ask("DELETE", "/control/faults/2").status, 204);
  EXPECT_EQ(ask("DELETE", "/control/faults/2").status, 404);
  EXPECT_EQ(control.faults().list().size(), 2U);
  EXPECT_EQ(ask("DELETE", "/control/faults").status, 204);
  EXPECT_EQ(client_credentials().status, 200);
}

TEST_F(ControlFaults, WhatIsNoFaultIsRefused) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"{}", "It must be one of: authorize, login, token"},
      {R"({"endpoint": "tokens", "status": 503})", "It must be one of"},
      {R"({"endpoint": "token"})", "Give a status, a delay in milliseconds, or names to drop."},
      {R"({"endpoint": "token", "status": 200})", "from 429 to 599"},
      {R"({"endpoint": "token", "status": 499})", "429, or 500 to 599"},
      {R"({"endpoint": "token", "status": "503"})", "a number"},
      {R"({"endpoint": "token", "delay": 60001})", "from 0 to 60000"},
      {R"({"endpoint": "token", "delay": 5, "retryAfter": 1})", "It goes with a status."},
      {R"({"endpoint": "token", "status": 503, "times": 0})", "from 1 to 1000000"},
      {R"({"endpoint": "token", "status": 503, "drop": ["x"]})", "no fields to drop"},
      {R"({"endpoint": "token", "drop": "x"})", "a list of texts"},
      {R"({"endpoint": "token", "drop": [""]})", "a list of texts"},
      {R"({"endpoint": "graph", "path": "v1.0/me", "status": 503})", "begin with"},
      {R"({"endpoint": "token", "status": 503, "colour": 1})", "does not exist"},
  };
  for (const auto& [body, words] : rows) {
    const auto refused = ask("POST", "/control/faults", body);
    EXPECT_EQ(refused.status, 400) << body;
    EXPECT_NE(at(refused, "error/message").find(words), std::string::npos) << body << refused.body;
  }
  EXPECT_TRUE(control.faults().list().empty());
}

TEST(FaultEndpoints, EachIsARowOfTheRouteTable) {
  std::set<std::string_view> found;
  for (const Route& route : routes())
    if (const auto endpoint = fault_endpoint_of(route.path.text()); !endpoint.empty()) found.insert(endpoint);
  EXPECT_EQ(found, std::set<std::string_view>(fault_endpoints().begin(), fault_endpoints().end()));
  for (const Route& route : routes())
    if (route.who == Who::tester) EXPECT_EQ(fault_endpoint_of(route.path.text()), "") << route.path.text();
}

using ControlForge = ControlTest;

TEST_F(ControlForge, AnHonestTokenIsTakenByGraph) {
  json::Object claims{{"aud", entra::kGraphClientId},
                      {"iss", std::string(kOrigin) + "/" + std::string(kTenant) + "/"},
                      {"tid", kTenant},
                      {"oid", kAlice},
                      {"sub", kAlice},
                      {"appid", kWeb},
                      {"scp", "User.Read"},
                      {"iat", clock.now().seconds},
                      {"nbf", clock.now().seconds},
                      {"exp", (clock.now() + Seconds(60)).seconds}};
  const auto body = [&](std::string_view key) { return json::print(json::Object{{"claims", claims}, {"key", key}}); };
  EXPECT_EQ(get("/v1.0/me", forged(body("signing"))).status, 200);
  EXPECT_EQ(get("/v1.0/me", forged(body("next"))).status, 200);  // published as well
  for (const char* const key : {"unpublished", "public", "broken", "none"}) {
    const std::string made = forged(body(key));
    EXPECT_EQ(std::ranges::count(made, '.'), 2) << key;
    EXPECT_EQ(get("/v1.0/me", made).status, 401) << key;
  }
}

TEST_F(ControlForge, ClaimsAreTakenAsTheyAre) {
  const std::string made = forged(R"({"claims": {"exp": "never", "aud": [1, null], "n": {"a": true}}})");
  EXPECT_EQ(json::print(claims_of(made)), R"({"exp":"never","aud":[1,null],"n":{"a":true}})");
  EXPECT_EQ(text_of(header_of(made), "kid"), published.snapshot()->signing.kid);
  EXPECT_EQ(text_of(header_of(made), "alg"), "RS256");
}

TEST_F(ControlForge, MembersOfTheHeaderAreReplacedOrLeftOut) {
  const auto header = header_of(forged(
      R"({"claims": {}, "header": {"alg": "none", "kid": null, "x5t": null, "jku": "https://evil.example", "crit": ["b64"]}})"));
  EXPECT_EQ(json::print(header), R"({"typ":"JWT","alg":"none","jku":"https://evil.example","crit":["b64"]})");
}

TEST_F(ControlForge, WhatIsNoTokenIsRefused) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"{}", "It is needed: the claims"},
      {R"({"claims": []})", "It must be an object."},
      {R"({"claims": {}, "header": "x"})", "It must be an object."},
      {R"({"claims": {}, "key": "mine"})", "signing, next, unpublished, public, broken, none"},
      {R"({"claims": {}, "lifetime": 1})", "does not exist"},
  };
  for (const auto& [body, words] : rows) {
    const auto refused = ask("POST", "/control/tokens", body);
    EXPECT_EQ(refused.status, 400) << body;
    EXPECT_NE(at(refused, "error/message").find(words), std::string::npos) << body << refused.body;
  }
}

}  // namespace
}  // namespace sallyport::directory
