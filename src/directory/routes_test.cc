// Tests of every row of the route table: who may call it, where it runs, and how unknown addresses beside it are
// refused.
#include "directory/routes.h"

#include "directory/directory_test.h"

namespace sallyport::directory {
namespace {

using http::Method;

class Routes : public DirectoryTest {
 protected:
  static std::string address_of(const Route& route) {
    std::string address;
    for (std::size_t i = 0; i < route.path.size(); ++i) {
      const auto shape = route.path.shape(i);
      address += "/";
      address += shape.kind == http::PathTemplate::Kind::literal ? std::string(shape.literal)
                 : shape.kind == http::PathTemplate::Kind::guid  ? std::string(kAlice)
                                                                 : std::string(kTenant);
    }
    return address;
  }
  static bool is_json(const http::Response& response) {
    const auto* type = response.find("Content-Type");
    return type != nullptr && type->starts_with("application/json");
  }
  static bool is_page(const http::Response& response) {
    const auto* type = response.find("Content-Type");
    return type != nullptr && type->starts_with("text/html");
  }
};

TEST_F(Routes, EveryRowAnswersAsItsWhoSays) {
  for (const Route& route : routes()) {
    for (const http::MethodRow& method : http::kMethodTable) {
      if (!route.methods.contain(method.method)) continue;
      const std::string address = address_of(route);
      const int status = send(method.name, address, method.method == Method::post ? "x=1" : "").status;
      const std::string where = std::string(method.name) + " " + address;
      switch (route.who) {
        case Who::anybody:  // these require a parameter
          EXPECT_TRUE(status == 200 || status == 204 || address == "/error" ||
                      address == "/common/discovery/instance" || address == "/common/userrealm" ||
                      address.starts_with("/portal/assets/"))
              << where << " " << status;
          break;
        case Who::browser:
          EXPECT_TRUE(status == 200 || status == 400) << where << " " << status;
          break;
        case Who::client:  // the endpoints of managed identities do not exist unless a switch names an app
          EXPECT_EQ(status, address.starts_with("/metadata/") || address.starts_with("/msi/") ? 404 : 400) << where;
          break;
        case Who::holder:  // without a link
          EXPECT_EQ(status, 400) << where;
          break;
        case Who::tester:  // control is off
          EXPECT_EQ(status, 404) << where;
          break;
        case Who::bearer:
          EXPECT_EQ(status, 401) << where;
          break;
      }
    }
  }
}

TEST_F(Routes, WhatMayBlockIsHandedToAWorker) {
  for (const Route& route : routes()) {
    if (route.who == Who::tester) continue;  // control is off
    const std::string address = address_of(route);
    http::Request request;
    for (const http::MethodRow& method : http::kMethodTable)
      if (route.methods.contain(method.method)) request.method = method.name;
    request.target = address;
    request.peer = peer;
    request.headers = {{"Host", "localhost:8443"}};
    const http::Action action = handler->on_request(request, true);
    EXPECT_EQ(std::holds_alternative<http::Defer>(action), route.runs == http::Runs::on_worker) << address;
  }
}

TEST_F(Routes, HeadIsAnsweredWhereGetIs) {
  EXPECT_EQ(send("HEAD", path("/v2.0/.well-known/openid-configuration")).status, 200);
  EXPECT_EQ(send("HEAD", "/").status, 200);
  EXPECT_EQ(send("HEAD", path("/oauth2/v2.0/token")).status, 400);
}

TEST_F(Routes, AnotherMethodIsRefusedInTheShapeOfTheRow) {
  const auto graph = send("DELETE", "/v1.0/me");
  EXPECT_EQ(graph.status, 405);
  EXPECT_EQ(*graph.find("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_NE(body_of(graph).find("error")->as_object()->find("innerError"), nullptr);
  const auto oauth = send("PUT", path("/oauth2/v2.0/token"), "x=1");
  EXPECT_EQ(*oauth.find("Allow"), "POST, OPTIONS");
  EXPECT_EQ(text_of(body_of(oauth), "error"), "invalid_request");
  const auto published_keys = send("POST", path("/discovery/v2.0/keys"), "x=1");
  EXPECT_EQ(published_keys.status, 405);
  EXPECT_EQ(text_of(body_of(published_keys), "error"), "invalid_request");
  EXPECT_EQ(*published_keys.find("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(*send("DELETE", path("/oauth2/v2.0/authorize")).find("Allow"), "GET, HEAD, POST");
  for (const char* method : {"CONNECT", "TRACE", "PRI", "BREW", "get"})
    EXPECT_EQ(send(method, "/").status, 501) << method;
}

TEST_F(Routes, AnAddressThatIsNotThereSaysSoAsItsNeighboursDo) {
  RecordProperty("covers", "P5");
  for (const char* address :
       {"/v1.0/nothing", "/v1.0/groups/staff/members", "/v1.0/me/photo/x", "/beta/me", "/oidc/x"}) {
    const auto response = send("GET", address);
    EXPECT_EQ(response.status, 404) << address;
    ASSERT_TRUE(is_json(response)) << address;
    const auto body = body_of(response);
    ASSERT_NE(body.find("error"), nullptr) << address;
    EXPECT_EQ(text_of(*body.find("error")->as_object(), "code"), "ResourceNotFound") << address;
  }
  for (const char* suffix : {"/oauth2/v2.0/x", "/oauth2/x", "/discovery/v3.0/keys", "/v2.0/x", "/.well-known/x",
                             "/openid/x", "/kerberos/x"}) {
    const auto response = send("POST", path(suffix), "x=1");
    EXPECT_EQ(response.status, 404) << suffix;
    ASSERT_TRUE(is_json(response)) << suffix;
    const auto body = body_of(response);
    EXPECT_EQ(text_of(body, "error"), "invalid_request") << suffix;
    EXPECT_FALSE(text_of(body, "trace_id").empty()) << suffix;
  }
  for (const char* address : {"/nothing", "/nothing/here", "/error/x", "/v1.0"}) {
    const auto response = send("GET", address);
    EXPECT_EQ(response.status, 404) << address;
    EXPECT_TRUE(is_page(response)) << address;
  }
}

}  // namespace
}  // namespace sallyport::directory
