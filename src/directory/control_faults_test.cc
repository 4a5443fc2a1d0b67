// Ordered faults and forged tokens, through the handler.
#include "directory/control_fixture.h"
#include "directory/routes.h"

namespace sallyport::directory {
namespace {

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

TEST_F(ControlFaults, AFieldOfAPostedFormIsLeftOut) {
  sign_in(authorize(authorize_fields()));
  ask("POST", "/control/faults", R"({"endpoint": "authorize", "drop": ["state", "nothing"]})");
  const auto fields = with(with(authorize_fields(), "response_mode", "form_post"), "state", "a\"><b");
  const auto page = authorize(fields);
  EXPECT_NE(page.body.find("name=\"code\" value=\"1."), std::string::npos) << page.body;
  EXPECT_EQ(page.body.find("name=\"state\""), std::string::npos) << page.body;
  EXPECT_NE(page.body.find("name=\"session_state\""), std::string::npos) << page.body;
  EXPECT_NE(page.body.find("</form>"), std::string::npos) << page.body;
  EXPECT_NE(authorize(fields).body.find("name=\"state\""), std::string::npos);
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
