// Our own tokens for an upstream, and the bearer tokens that a client sends.
#include <gtest/gtest.h>

#include "gateway/proxy/proxy.h"
#include "gateway/proxy/proxy_fixture.h"
#include "jose/jwt.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::only;
using testing::Reply;
using testing::route;
using testing::sent;
using testing::World;
using testing::world_with;

TEST(ProxyJwt, SendsATokenOfOurOwnThatOurKeysVerify) {
  RecordProperty("covers", "JWT-31");
  World world = world_with({route("/", [](Route& r) { r.identity = IdentityForm::jwt; })});
  world.sign_in();
  const Reply reply = world.get("/x", {{"Authorization", "Basic YTpi"}});
  const std::string value = only(reply, "Authorization");
  ASSERT_TRUE(value.starts_with("Bearer "));
  EXPECT_TRUE(sent(reply, "X-Auth-Request-User").empty());
  const std::string token = value.substr(7);
  const auto jws = jose::CompactJws::parse(token);
  ASSERT_TRUE(jws);
  const auto keys = jose::parse_jwk_set(world.get("/api/v1/system/config/jwks").body);
  const auto verified = jose::verify(*jws, *keys, {crypto::SignatureAlgorithm::rs256});
  ASSERT_TRUE(verified);
  const auto claims = jose::Claims::parse(*verified);
  EXPECT_EQ(claims->text("sub").value(), "ann");
  EXPECT_EQ(claims->text("email").value(), "ann@contoso.example");
  EXPECT_EQ(claims->text("tokenType").value(), "OM_USER");
  EXPECT_EQ(claims->texts("roles").value(), std::vector<std::string_view>{"Reader"});
  EXPECT_EQ(claims->time("exp").value().value(), world.clock.now() + Seconds(300));
  EXPECT_FALSE(claims->members.contains("sid"));
}

TEST(ProxyJwt, MintsOncePerSessionUntilShortlyBeforeTheEnd) {
  World world = world_with({route("/", [](Route& r) { r.identity = IdentityForm::jwt; })});
  world.sign_in();
  world.get("/x");
  const std::string first = only(world.get("/x"), "Authorization");
  EXPECT_EQ(only(world.get("/x"), "Authorization"), first);
  world.clock.advance(Seconds(241));
  EXPECT_NE(only(world.get("/x"), "Authorization"), first);
}

TEST(ProxyJwt, WhatAnUpstreamGotIsNoKeyToUs) {
  RecordProperty("covers", "JWT-24");
  World world = world_with({route("/", [](Route& r) { r.identity = IdentityForm::jwt; })});
  world.sign_in();
  const std::string value = only(world.get("/x"), "Authorization");
  EXPECT_EQ(world.send("GET", "/check", {{"Authorization", value}}).status, 401);
  EXPECT_EQ(world.send("GET", "/x", {{"Authorization", value}}).status, 401);
}

// The audience of the token that an upstream gets.
std::string audience_sent(World& world, std::string_view target) {
  const std::string value = only(world.get(target), "Authorization");
  const std::string token = value.substr(value.find(' ') + 1);
  const auto jws = jose::CompactJws::parse(token);
  if (!jws) return "no token";
  const auto claims = jose::UnverifiedClaims::parse(*jws);
  return std::string(*claims->members.find("aud")->as_string());
}

TEST(ProxyJwt, ATokenIsForOneApplication) {
  RecordProperty("covers", "A10");
  const auto jwt_to = [](std::string port, std::string audience = {}) {
    return [port = std::move(port), audience = std::move(audience)](Route& r) {
      http::Upstream upstream = *r.upstream;
      upstream.port = port;
      r.upstream = std::make_shared<const http::Upstream>(std::move(upstream));
      r.identity = IdentityForm::jwt;
      r.audience = audience;
    };
  };
  World world = world_with({route("/a", jwt_to("9001")), route("/b", jwt_to("9002")),
                            route("/named", jwt_to("9003", "https://wiki.example")), route("/same", jwt_to("9001"))});
  world.sign_in();
  EXPECT_EQ(audience_sent(world, "/a"), "http://127.0.0.1:9001");
  EXPECT_EQ(audience_sent(world, "/b"), "http://127.0.0.1:9002");
  EXPECT_EQ(audience_sent(world, "/named"), "https://wiki.example");
  const std::string first = only(world.get("/a"), "Authorization");
  EXPECT_EQ(only(world.get("/a"), "Authorization"), first) << "each is minted once";
  EXPECT_EQ(only(world.get("/same"), "Authorization"), first) << "the same application";
  EXPECT_NE(only(world.get("/b"), "Authorization"), first);
  world.clock.advance(Seconds(241));
  EXPECT_NE(only(world.get("/a"), "Authorization"), first);
}

TEST(ProxyJwt, TheAudienceIsTheOriginOfTheUpstream) {
  RecordProperty("covers", "A10");
  const auto audience = [](std::string host, std::string port, bool tls, std::string unix_path = {}) {
    Route out;
    http::Upstream upstream;
    upstream.host = std::move(host);
    upstream.port = std::move(port);
    upstream.tls = tls;
    upstream.unix_path = std::move(unix_path);
    out.upstream = std::make_shared<const http::Upstream>(std::move(upstream));
    return audience_of(out);
  };
  EXPECT_EQ(audience("wiki", "8080", false), "http://wiki:8080");
  EXPECT_EQ(audience("wiki", "80", false), "http://wiki");
  EXPECT_EQ(audience("wiki", "443", true), "https://wiki");
  EXPECT_EQ(audience("wiki", "443", false), "http://wiki:443");
  EXPECT_EQ(audience("::1", "8080", false), "http://[::1]:8080");
  EXPECT_EQ(audience("", "", false, "/run/app.sock"), "unix:/run/app.sock");
}

TEST(ProxyJwt, NoAudienceMakesAKeyToOurOwnApi) {
  RecordProperty("covers", "A10");
  World world = world_with({route("/", [](Route& r) {
    r.identity = IdentityForm::jwt;
    r.audience = "sallyport:api";
  })});
  world.sign_in();
  EXPECT_EQ(world.get("/x").status, 500);
}

TEST(Proxy, ABearerTokenThatWasUsedGoesNoFurther) {
  World world([](Settings& settings) {
    settings.provider.confidential = false;
    settings.routes = {route("/"), route("/open", [](Route& r) { r.access = RouteAccess::public_; })};
  });
  const Headers headers{{"Authorization", "Bearer " + world.provider.sign(world.provider.id_token_claims())}};
  const Reply reply = world.send("GET", "/x", headers);
  ASSERT_TRUE(reply.forward);
  EXPECT_EQ(only(reply, "X-Auth-Request-User"), "ann");
  EXPECT_TRUE(sent(reply, "Authorization").empty());
  EXPECT_EQ(sent(world.send("GET", "/open", headers), "Authorization").size(), 1U) << "a public route looks at nothing";
}

World world_of_bearers() {
  return World([](Settings& settings) {
    settings.provider.confidential = false;
    const auto of = [](BearerOwner owner) { return [owner](Route& r) { r.bearer = owner; }; };
    settings.routes = {route("/ours", of(BearerOwner::ours)), route("/theirs", of(BearerOwner::application)),
                       route("/both", of(BearerOwner::both))};
  });
}

TEST(Bearer, OfTheApplicationPassesOnAndTheCookieDecides) {
  RecordProperty("covers", "Q6");
  World world = world_of_bearers();
  const std::string others_jwt = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL290aGVyLmV4YW1wbGUifQ.c2ln";
  for (const std::string& token : {std::string("glsa_x"), others_jwt, std::string("x.y.z"), std::string("a b")}) {
    const Headers headers{{"Authorization", "Bearer " + token}};
    EXPECT_EQ(world.send("GET", "/ours/x", headers).status, 401) << token;
    for (const std::string_view target : {"/theirs/x", "/both/x"})
      EXPECT_EQ(world.send("GET", target, headers).status, 401) << "it is nobody's credential here: " << token;
  }
  world.sign_in();
  for (const std::string_view token : {"glsa_x", "Bearer", "a.b.c"}) {
    const Headers headers{{"Authorization", "Bearer " + std::string(token)}};
    EXPECT_EQ(world.get("/ours/x", headers).status, 401) << token;
    for (const std::string_view target : {"/theirs/x", "/both/x"}) {
      const Reply reply = world.get(target, headers);
      ASSERT_TRUE(reply.forward) << target << " " << token;
      EXPECT_EQ(only(reply, "Authorization"), "Bearer " + std::string(token)) << target;
      EXPECT_EQ(only(reply, "X-Auth-Request-User"), "ann") << target;
    }
    EXPECT_EQ(world.get("/check/both/x", headers).status, 200) << token;
    EXPECT_EQ(world.get("/check/theirs/x", headers).status, 200) << token;
    EXPECT_EQ(world.get("/check/ours/x", headers).status, 401) << token;
  }
}

TEST(Bearer, OfOurProviderDecidesWhereARouteCarriesBoth) {
  RecordProperty("covers", "Q6");
  World world = world_of_bearers();
  const Headers good{{"Authorization", "Bearer " + world.provider.sign(world.provider.id_token_claims())}};
  const Reply reply = world.send("GET", "/both/x", good);
  ASSERT_TRUE(reply.forward);
  EXPECT_EQ(only(reply, "X-Auth-Request-User"), "ann");
  EXPECT_TRUE(sent(reply, "Authorization").empty()) << "it was meant for us";
  EXPECT_EQ(world.send("GET", "/theirs/x", good).status, 401) << "nobody looks at it there";
  json::Object expired = world.provider.id_token_claims();
  expired.set("exp", world.clock.now().seconds - 3600);
  const Headers bad{{"Authorization", "Bearer " + world.provider.sign(expired)}};
  EXPECT_EQ(world.send("GET", "/both/x", bad).status, 401);
  world.sign_in();
  EXPECT_EQ(world.get("/both/x", bad).status, 401) << "a bad token of ours is not rescued by a cookie";
}

TEST(Bearer, AWorkerReadsItAsTheLoopDoes) {
  RecordProperty("covers", "Q6");
  World world = world_of_bearers();
  world.sign_in();
  const auto other_loop = make_handler(*world.in_force);  // its cache is empty, so a worker has to look
  const Headers headers{{"Authorization", "Bearer glsa_x"}, {"Cookie", "__Host-sallyport=" + world.session_cookie()}};
  EXPECT_TRUE(world.send("GET", "/theirs/x", headers, {}, other_loop.get()).forward);
}

}  // namespace
}  // namespace sallyport::gateway
