// The control addresses through the handler: who gets in, what each does, and what each refuses.
#include "directory/control_fixture.h"

namespace sallyport::directory {
namespace {

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

}  // namespace
}  // namespace sallyport::directory
