// Tests of how a route's keys are read, and of the findings about values that people often misunderstand.
#include <gtest/gtest.h>

#include "app/config/build/load_fixture.h"

namespace sallyport::app::config {
namespace {

std::string with_route(std::string_view keys) {
  return "routes:\n  - {path: /, upstream: \"http://127.0.0.1:3000\", " + std::string(keys) + "}\n";
}

gateway::Route route_of(std::string_view keys) {
  const auto loaded = load(with_route(keys));
  EXPECT_TRUE(loaded.settings) << print_all(loaded);
  return loaded.settings ? loaded.settings->routes.at(0) : gateway::Route{};
}

const Finding& only_finding(const LoadedConfig& loaded) {
  static const Finding none;
  EXPECT_EQ(loaded.findings.size(), 1u) << print_all(loaded);
  return loaded.findings.empty() ? none : loaded.findings.front();
}

TEST(RouteKeys, TheDefaultsAreTheStrictOnes) {
  const auto route = route_of("roles: []");
  EXPECT_EQ(route.bearer, gateway::BearerOwner::ours);
  EXPECT_EQ(route.preflight, gateway::Preflight::check);
  EXPECT_EQ(route.frames, gateway::Frames::refuse);
  EXPECT_EQ(route.header_text, gateway::HeaderText::utf8);
  EXPECT_TRUE(route.methods.empty());
}

TEST(RouteKeys, EachChoiceIsRead) {
  RecordProperty("covers", "Q6, Q15, Q16, Q18, Q20");
  EXPECT_EQ(route_of("bearer: application").bearer, gateway::BearerOwner::application);
  EXPECT_EQ(route_of("bearer: both").bearer, gateway::BearerOwner::both);
  EXPECT_EQ(route_of("preflight: pass").preflight, gateway::Preflight::pass);
  EXPECT_EQ(route_of("frames: allow").frames, gateway::Frames::allow);
  EXPECT_EQ(route_of("headerText: percentEncoded").header_text, gateway::HeaderText::percent_encoded);
  EXPECT_EQ(route_of("headerText: rfc8187").header_text, gateway::HeaderText::rfc8187);
  EXPECT_EQ(route_of("methods: [GET, PROPFIND]").methods, (std::vector<std::string>{"GET", "PROPFIND"}));
}

TEST(RouteKeys, AMethodIsARegisteredOneThatMayPass) {
  RecordProperty("covers", "Q18");
  for (const std::string_view method : {"CONNECT", "TRACE", "PRI", "FETCH", "propfind"}) {
    const auto loaded = load(with_route("methods: [" + std::string(method) + "]"));
    EXPECT_EQ(only_finding(loaded).rule, "method_unknown") << method;
  }
  EXPECT_EQ(only_finding(load(with_route("methods: [propfind]"))).write, "methods: [PROPFIND], in capitals");
}

TEST(RouteKeys, EachUpstreamHasAnAudienceOfItsOwn) {
  RecordProperty("covers", "A10");
  const auto loaded = load(
      "routes:\n  - {path: /a, upstream: \"http://127.0.0.1:3000\", identity: jwt}\n"
      "  - {path: /b, upstream: \"http://127.0.0.1:3001\", identity: jwt}\n"
      "  - {path: /c, upstream: \"unix:/run/app.sock\", identity: jwt}\n"
      "  - {path: /d, upstream: \"http://127.0.0.1:3000\", identity: jwt}\n"
      "  - {path: /e, upstream: \"https://app\", identity: jwt, audience: \"api://reports\"}\n");
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_TRUE(loaded.findings.empty()) << print_all(loaded);
  std::vector<std::string> audiences;
  for (const auto& route : loaded.settings->routes) audiences.push_back(route.audience);
  EXPECT_EQ(audiences, (std::vector<std::string>{"http://127.0.0.1:3000", "http://127.0.0.1:3001", "unix:/run/app.sock",
                                                 "http://127.0.0.1:3000", "api://reports"}));
}

TEST(RouteKeys, AnAudienceThatTwoUpstreamsReadIsSaid) {
  RecordProperty("covers", "A10");
  const auto loaded = load(
      "routes:\n  - {path: /a, upstream: \"http://127.0.0.1:3000\", identity: jwt}\n"
      "  - {path: /b, upstream: \"http://127.0.0.1:3001\", identity: jwt, audience: \"http://127.0.0.1:3000\"}\n");
  EXPECT_TRUE(loaded.settings);
  EXPECT_EQ(only_finding(loaded).rule, "audience_shared");
  EXPECT_EQ(only_finding(loaded).key, "routes[1].audience");
}

TEST(RouteKeys, WhatLooksLikeAPatternIsNoSilentLiteral) {
  RecordProperty("covers", "Q1");
  for (const auto& [path, write] : {std::pair<std::string_view, std::string_view>{"/admin/*", "path: /admin"},
                                    {"/admin/**", "path: /admin"},
                                    {"/admin*", "path: /"},
                                    {"^/api", "path: /api"},
                                    {"~ ^/api/", "path: /api"},
                                    {"/api/.*", "path: /api"},
                                    {"/users/{id}/edit", "path: /users"},
                                    {"/users/:id", "path: /users"},
                                    {"/(a|b)", "path: /"},
                                    {"*", "path: /"}}) {
    const auto loaded = load("routes:\n  - {path: \"" + std::string(path) + "\", upstream: \"http://h:1\"}\n");
    EXPECT_FALSE(loaded.settings) << path;
    const auto& finding = only_finding(loaded);
    EXPECT_EQ(finding.line, 2) << path;
    if (finding.rule != "placeholder") {
      EXPECT_EQ(finding.rule, "pattern") << path;
      EXPECT_EQ(finding.write, write) << path;
    }
  }
}

TEST(RouteKeys, APatternOfAHostRoleOrUrlIsNoSilentLiteral) {
  RecordProperty("covers", "Q1");
  const std::vector<std::string> texts = {
      with_route("host: \"*.example.com\""),
      with_route("roles: [\"*\"]"),
      "server:\n  extraHosts: [\"*.example.com\"]\n",
      "server:\n  allowedReturnUrls: [\"https://app.example.com/*\"]\n",
      "authorizerConfiguration:\n  adminPrincipals: [\"*\"]\n",
      "roleMapping:\n  - {appRole: \"Data.*\", role: A}\n",
  };
  for (const auto& text : texts) {
    const auto loaded = load(text);
    EXPECT_FALSE(loaded.settings) << text;
    EXPECT_NE(find_finding(loaded, "pattern"), nullptr) << text << print_all(loaded);
  }
}

TEST(RouteKeys, AHostThatIsNoneOfOursCanNeverMatch) {
  RecordProperty("covers", "Q1");
  const std::string server = "server:\n  publicUrl: http://app.localhost:8585\n  extraHosts: [b.localhost]\n";
  for (const std::string_view host : {"app.localhost", "APP.localhost", "\"app.localhost:8585\"", "b.localhost"})
    EXPECT_TRUE(load(server + with_route("host: " + std::string(host))).settings) << host;
  for (const std::string_view host : {"other.localhost", "localhost", "\"app.localhost:9000\""}) {
    const auto loaded = load(server + with_route("host: " + std::string(host)));
    EXPECT_EQ(only_finding(loaded).rule, "route_host") << host;
    EXPECT_NE(only_finding(loaded).write.find("extraHosts: ["), std::string::npos);
  }
}

TEST(RouteKeys, APathIsPutAsItWasMeant) {
  RecordProperty("covers", "B18");
  for (const auto& [path, write] : {std::pair<std::string_view, std::string_view>{"app", "path: /app"},
                                    {"reports/", "path: /reports"},
                                    {"/a/", "path: /a"}})
    EXPECT_EQ(only_finding(load("routes:\n  - {path: " + std::string(path) + ", upstream: \"http://h:1\"}\n")).write,
              write);
  EXPECT_EQ(only_finding(load("routes:\n  - {path: /, upstream: \"127.0.0.1:3000\"}\n")).write,
            "upstream: http://127.0.0.1:3000");
}

TEST(RouteKeys, AnUpstreamThatIsThisGatewayIsRefused) {
  RecordProperty("covers", "B18");
  for (const std::string_view upstream :
       {"http://127.0.0.1:8585", "http://localhost:8585", "http://127.0.0.1:8586", "http://app.localhost:8585"}) {
    const auto loaded = load("routes:\n  - {path: /, upstream: \"" + std::string(upstream) + "\"}\n");
    EXPECT_EQ(only_finding(loaded).rule, "route_loop") << upstream;
  }
  EXPECT_TRUE(load("server: {port: 8080, adminPort: 8081, publicUrl: \"http://localhost:8080\"}\n"
                   "routes:\n  - {path: /, upstream: \"http://127.0.0.1:8585\"}\n")
                  .settings);
}

TEST(BasePath, IsTheOneOfThePublicUrl) {
  RecordProperty("covers", "Q17");
  const auto loaded = load("server:\n  publicUrl: http://localhost:8585/tools\n");
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->server.public_url, "http://localhost:8585");
  EXPECT_EQ(loaded.settings->server.base_path, "/tools");
  EXPECT_EQ(loaded.settings->own_tokens.issuer, "http://localhost:8585/tools");
  EXPECT_EQ(loaded.settings->sessions.cookie_name, "sallyport");
}

TEST(BasePath, CallbackAndCookieAreBelowIt) {
  RecordProperty("covers", "Q17");
  auto text = edited(kConfidential, 2, "  publicUrl: https://data.example.com/tools");
  EXPECT_NE(find_finding(load(text), "callback_not_ours"), nullptr);
  text = edited(text, 14, "    callbackUrl: https://data.example.com/tools/callback");
  const auto loaded = load(text);
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->provider.client.redirect_uri, "https://data.example.com/tools/callback");
  EXPECT_EQ(loaded.settings->sessions.cookie_name, "__Secure-sallyport");
  EXPECT_NE(find_finding(load(text + "sessions:\n  cookieName: __Host-x\n"), "cookie_name"), nullptr);
}

TEST(BasePath, IsPlain) {
  RecordProperty("covers", "Q17");
  for (const std::string_view url : {"http://localhost/tools/", "http://localhost/a%2Fb", "http://localhost/a?b",
                                     "http://localhost/a/../b", "http://localhost/a;b"})
    EXPECT_FALSE(load("server:\n  publicUrl: " + std::string(url) + "\n").settings) << url;
}

}  // namespace
}  // namespace sallyport::app::config
