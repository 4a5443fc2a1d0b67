// New rules hold for people who are already signed in. The rules themselves are tested in their own folders.
#include "gateway/standing/standing.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "gateway/standing/standing_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::kGroup;
using testing::reload;
using testing::Reply;
using testing::signed_in;
using testing::stored;
using testing::World;

void group_rule(Settings& settings) {
  settings.roles.rules = {{identity::Claim::group, std::string(kGroup), "Writer"}};
}

void another_client(Settings& settings) {
  settings.provider.client.id = ClientId("bbbbbbbb-bbbb-cccc-dddd-eeeeeeeeeeee");
}

void another_issuer(Settings& settings) {
  settings.provider.metadata.expect.issuer = "https://login.example/other/v2.0";
}

TEST(Standing, RolesFollowTheNewMappingAtTheNextRequest) {
  RecordProperty("covers", "SES-05");
  const auto world = signed_in([](json::Object& claims) { claims.set("groups", json::Array{kGroup}); });
  reload(*world, group_rule);
  EXPECT_EQ(world->get("/check").header("X-Auth-Request-Roles"), "Reader,Writer");
  reload(*world, [](Settings& settings) {
    group_rule(settings);
    settings.roles.app_roles_as_is = false;
  });
  EXPECT_EQ(world->get("/check").header("X-Auth-Request-Roles"), "Writer");
  reload(*world, [](Settings& settings) { settings.roles.app_roles_as_is = false; });
  EXPECT_EQ(world->get("/check?role=Reader").status, 403);
  EXPECT_EQ(world->provider.token_requests, 1) << "nobody had to be asked";
}

TEST(Standing, ANewAdminPrincipalIsAdministratorAtTheNextRequest) {
  const auto world = signed_in();
  EXPECT_EQ(world->get("/check?role=Nobody").status, 403);
  reload(*world,
         [](Settings& settings) { settings.authorizer.admin_principals = {"oid:" + std::string(testing::kAnn)}; });
  EXPECT_EQ(world->get("/check?role=Nobody").status, 204);
}

TEST(Standing, WhoIsNoLongerNamedIsNoAdministratorAtTheNextRequestAndTheNextSignIn) {
  RecordProperty("covers", "A4");
  const auto name_ann = [](Settings& settings) {
    settings.authorizer.admin_principals = {"oid:" + std::string(testing::kAnn)};
  };
  World world(name_ann);
  world.sign_in();
  EXPECT_EQ(world.get("/check?role=Nobody").status, 204);
  reload(world, [](Settings& settings) { settings.authorizer.admin_principals.clear(); });
  EXPECT_EQ(world.get("/check?role=Nobody").status, 403);
  world.sign_in();
  EXPECT_EQ(world.get("/check?role=Nobody").status, 403);
}

TEST(Standing, ARoleByHandCountsBesideThoseOfTheProviderUntilItIsTaken) {
  RecordProperty("covers", "A4");
  const auto world = signed_in();
  const PersonId ann = world->sessions->last.person;
  ASSERT_TRUE(world->identities->give_role(ann, {"Steward", identity::Origin::administrator}));
  world->shared->revocations.forget_all();  // as a gateway does after another process has written
  EXPECT_EQ(world->get("/check").header("X-Auth-Request-Roles"), "Reader,Steward");
  EXPECT_EQ(world->get("/check?role=Nobody").status, 403);
  ASSERT_TRUE(world->identities->give_role(ann, {"Admin", identity::Origin::administrator}));
  world->shared->revocations.forget_all();
  EXPECT_EQ(world->get("/check?role=Nobody").status, 204) << "Admin by hand is an administrator";
  ASSERT_TRUE(world->identities->replace_roles(ann, identity::Origin::administrator, {}));
  world->shared->revocations.forget_all();
  EXPECT_EQ(world->get("/check?role=Nobody").status, 403);
  EXPECT_EQ(world->get("/check").header("X-Auth-Request-Roles"), "Reader");
}

TEST(Standing, ARoleThatTheProviderGaveOnceCountsForNothing) {
  RecordProperty("covers", "A4");
  const auto world = signed_in();
  const PersonId ann = world->sessions->last.person;
  ASSERT_TRUE(world->identities->give_role(ann, {"Admin", identity::Origin::provider}));
  world->shared->revocations.forget_all();
  EXPECT_EQ(world->get("/check?role=Nobody").status, 403);
}

TEST(Standing, AdministratorByTheProvidersRoleLastsAsLongAsTheRuleDoes) {
  const auto world = signed_in([](json::Object& claims) { claims.set("roles", json::Array{"Admin"}); });
  const auto use_roles = [](Settings& settings) { settings.authorizer.use_roles_from_provider = true; };
  reload(*world, use_roles);
  EXPECT_EQ(world->get("/check?role=Nobody").status, 204);
  reload(*world, [](Settings&) {});
  EXPECT_EQ(world->get("/check?role=Nobody").status, 403);
}

// Rules that do not let ann in.
std::vector<std::function<void(Settings&)>> rules_without_ann() {
  return {[](Settings& settings) {
            settings.authorizer.enforce_principal_domain = true;
            settings.authorizer.principal_domain = "fabrikam.example";
          },
          [](Settings& settings) {
            settings.provider.allowed_tenants = {TenantId("22222222-2222-3333-4444-555555555555")};
          },
          another_issuer, another_client};
}

TEST(Standing, WhomTheRulesDoNotLetInIsOut) {
  for (const auto& rule : rules_without_ann()) {
    const auto world = signed_in();
    reload(*world, rule);
    EXPECT_EQ(world->get("/check").status, 401);
    EXPECT_TRUE(world->log.has("session_refused"));
  }
}

TEST(Standing, ARuleThatIsTakenBackCostsNobodyTheSession) {
  RecordProperty("covers", "A2");
  for (const auto& rule : rules_without_ann()) {
    const auto world = signed_in();
    reload(*world, rule);
    EXPECT_EQ(world->get("/check").status, 401);
    reload(*world, [](Settings&) {});
    EXPECT_EQ(world->get("/check").status, 204);
    EXPECT_FALSE(world->log.has("session_ended"));
  }
}

TEST(Standing, WhileTheRulesRefuseASessionItsCookieStaysAndItsTokenIsRefused) {
  RecordProperty("covers", "A2");
  const auto world = signed_in();
  const std::string token =
      json::parse_object(world->get("/api/v1/auth/refresh", {{"Sec-Fetch-Site", "same-origin"}}).body)
          .value()
          .find("accessToken")
          ->as_string()
          ->c_str();
  const Headers bearer{{"Authorization", "Bearer " + token}};
  EXPECT_EQ(world->send("GET", "/check", bearer).status, 204);
  reload(*world, another_client);
  const Reply refresh = world->get("/api/v1/auth/refresh", {{"Sec-Fetch-Site", "same-origin"}});
  EXPECT_EQ(refresh.status, 401);
  EXPECT_EQ(refresh.count("Set-Cookie"), 0U);
  EXPECT_EQ(world->send("GET", "/check", bearer).status, 401);
  EXPECT_TRUE(world->log.mentions("own_token_session"));
  reload(*world, [](Settings&) {});
  EXPECT_EQ(world->get("/check").status, 204);
}

TEST(Standing, ASessionThatWasDueWhileTheRulesRefusedItIsRenewedAfterwards) {
  RecordProperty("covers", "A2");
  for (const auto& rule : rules_without_ann()) {
    const auto world = signed_in();
    world->clock.advance(Seconds(3600));
    reload(*world, rule);
    EXPECT_EQ(world->get("/check").status, 401);
    EXPECT_EQ(world->provider.token_requests, 1) << "only the one of the sign-in";
    reload(*world, [](Settings&) {});
    EXPECT_EQ(world->get("/check").status, 204);
    EXPECT_EQ(world->provider.token_requests, 2);
  }
}

TEST(Standing, ARefusalIsAuditedOnceAMinuteHoweverOftenTheCookieComes) {
  RecordProperty("covers", "A15");
  const auto world = signed_in();
  reload(*world, another_client);
  for (int i = 0; i < 5; ++i) world->get("/check");
  const auto is_audited = [](const testing::RecordingLog::Entry& entry) {
    return entry.event == "session_refused" && entry.level == Level::audit;
  };
  EXPECT_EQ(std::ranges::count_if(world->log.entries, is_audited), 1);
}

TEST(Standing, OfAnotherClientHoldsAfterARestartToo) {
  const auto world = signed_in();
  reload(*world, another_client);
  const auto restarted = make_handler(*world->in_force);
  const Headers cookie{{"Cookie", "__Host-sallyport=" + world->session_cookie()}};
  EXPECT_EQ(world->send("GET", "/check", cookie, {}, restarted.get()).status, 401);
  EXPECT_TRUE(world->log.mentions("session_other_client"));
}

TEST(Standing, TheRefreshTokenOfBeforeIsSentToNobodyElse) {
  for (const auto& rule : {another_client, another_issuer}) {
    const auto world = signed_in();
    world->clock.advance(Seconds(3600));  // due for renewal
    reload(*world, rule);
    EXPECT_EQ(world->get("/check").status, 401);
    EXPECT_EQ(world->provider.token_requests, 1);
  }
}

TEST(Standing, TheSameRulesAreNotAskedForAnew) {
  const auto world = signed_in();
  const int finds = world->sessions->finds;
  reload(*world, [](Settings& settings) { settings.server.trusted_proxies = {"192.0.2.1"}; });
  EXPECT_EQ(world->get("/check").status, 204);
  EXPECT_EQ(world->sessions->finds, finds);
}

TEST(Standing, GroupsThatTheTokenCouldNotHoldAreAskedForWhenRulesNeedThem) {
  const auto world = signed_in([](json::Object& claims) { claims.set("hasgroups", true); });
  world->provider.edit = [](json::Object& claims) { claims.set("groups", json::Array{kGroup}); };
  world->provider.down = true;
  reload(*world, group_rule);
  EXPECT_EQ(world->get("/check").status, 503) << "incomplete groups let nobody in";
  world->provider.down = false;
  world->clock.advance(Seconds(31));
  EXPECT_EQ(world->get("/check").header("X-Auth-Request-Roles"), "Reader,Writer");
}

TEST(Standing, WithoutARefreshTokenSuchASessionIsRefused) {
  World world;
  world.provider.refresh_tokens = false;
  world.provider.edit = [](json::Object& claims) { claims.set("hasgroups", true); };
  world.sign_in();
  EXPECT_EQ(world.get("/check").status, 204);
  reload(world, group_rule);
  EXPECT_EQ(world.get("/check").status, 401);
}

// --- A tenant that is configured by its domain: its id is unknown until the provider's metadata arrives

constexpr std::string_view kOtherTenant = "22222222-2222-3333-4444-555555555555";

void tenant_by_domain(Settings& settings) {
  settings.provider.metadata.expect = {"https://login.example/{tenantid}/v2.0", true, false, {"login.example"}};
  settings.provider.allowed_tenants.clear();
}

// A gateway after a restart with its old sessions, before the provider has answered.
struct Restarted {
  World world{tenant_by_domain};
  std::unique_ptr<oidc::rp::Provider> provider;

  explicit Restarted(const std::function<void(Settings&)>& edit = [](Settings&) {}) {
    world.sign_in();
    start(edit);
  }

  void start(const std::function<void(Settings&)>& edit) {
    provider = std::make_unique<oidc::rp::Provider>(world.settings().provider.metadata, world.provider, world.clock,
                                                    world.random, world.log);
    reload(world, edit, provider.get());
    world.handler = make_handler(*world.in_force);
  }
};

TEST(StandingWithoutMetadata, RulesHoldAllTheSame) {
  EXPECT_EQ(Restarted().world.get("/check?role=Reader").status, 204);
  EXPECT_EQ(Restarted([](Settings& settings) { settings.roles.app_roles_as_is = false; })
                .world.get("/check?role=Reader")
                .status,
            403);
  EXPECT_EQ(Restarted([](Settings& settings) {
              settings.authorizer.enforce_principal_domain = true;
              settings.authorizer.principal_domain = "fabrikam.example";
            })
                .world.get("/check")
                .status,
            401);
}

TEST(StandingWithoutMetadata, ATenantThatIsNotAllowedIsOutAndSoIsAnotherCloud) {
  EXPECT_EQ(
      Restarted([](Settings& settings) { settings.provider.allowed_tenants = {TenantId(std::string(kOtherTenant))}; })
          .world.get("/check")
          .status,
      401);
  EXPECT_EQ(Restarted([](Settings& settings) {
              settings.provider.metadata.expect.issuer = "https://login.other.example/{tenantid}/v2.0";
            })
                .world.get("/check")
                .status,
            401);
}

// The id of a session of the tenant that the domain belonged to earlier.
std::string sign_in_of_other_tenant(World& world) {
  session::Session session = stored(world);
  const SessionId id = session::make_session_id(world.random);
  session.digest = session::digest_of(id);
  session.tenant.value = kOtherTenant;
  for (std::string* text : {&session.issuer.value, &session.claims})
    for (auto at = text->find(testing::kTenant); at != std::string::npos; at = text->find(testing::kTenant))
      text->replace(at, testing::kTenant.size(), kOtherTenant);
  EXPECT_TRUE(world.sessions->create(session));
  return id.value;
}

TEST(StandingWithoutMetadata, WhatOnlyTheyTellIsDecidedAsSoonAsTheyAreThere) {
  Restarted restarted;
  World& world = restarted.world;
  const Headers cookie{{"Cookie", "__Host-sallyport=" + sign_in_of_other_tenant(world)}};
  EXPECT_EQ(world.send("GET", "/check", cookie).status, 204);
  ASSERT_TRUE(restarted.provider->ensure());
  world.clock.advance(Seconds(31));
  EXPECT_EQ(world.send("GET", "/check", cookie).status, 401);
  EXPECT_EQ(world.get("/check").status, 204) << "the tenant that the domain belongs to";
}

TEST(StandingWithoutMetadata, NobodyIsMadeAdministratorBeforeTheyAreThere) {
  Restarted restarted(
      [](Settings& settings) { settings.authorizer.admin_principals = {"oid:" + std::string(testing::kAnn)}; });
  World& world = restarted.world;
  EXPECT_EQ(world.get("/check?role=Nobody").status, 403);
  ASSERT_TRUE(restarted.provider->ensure());
  world.clock.advance(Seconds(31));
  EXPECT_EQ(world.get("/check?role=Nobody").status, 204);
}

}  // namespace
}  // namespace sallyport::gateway
