// Personal access tokens at /check: whom they let in, for how long, and what ends them.
#include "gateway/caller/stored_token.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "gateway/caller/bearer.h"
#include "gateway/caller/find_caller.h"
#include "gateway/operation/maintenance.h"
#include "gateway/standing/standing.h"
#include "gateway/world_fixture.h"
#include "jose/jwt.h"

namespace sallyport::gateway {
namespace {

using identity::TokenKind;
using identity::TokenLifetime;
using testing::Headers;
using testing::maintain;
using testing::Reply;
using testing::World;

class StoredToken : public ::testing::Test {
 protected:
  // Ann signs in. Her session is what a token of hers takes its facts from.
  void SetUp() override {
    world_.sign_in();
    ASSERT_FALSE(world_.session_cookie().empty());
  }

  const CallerParts& parts() { return world_.parts->callers; }
  PersonId ann() { return world_.identities->list({}, 10).value().front().person.id; }
  identity::TokenOwner owner() { return {TokenKind::personal, ann().value}; }

  WantedToken wanted() {
    return {.owner = owner(),
            .labels = {"Ann Example", "ann@contoso.example", "", "ann"},
            .name = "script",
            .created_by = "ann",
            .lifetime = TokenLifetime::one_week,
            .scope = {},
            .facts = facts_of(world_.sessions->last)};
  }
  MintedToken issue(WantedToken wanted) {
    MintedToken minted = mint_stored_token(parts().own_tokens(), std::move(wanted)).value();
    EXPECT_TRUE(world_.tokens.create(minted.record));
    return minted;
  }
  MintedToken issue() { return issue(wanted()); }

  static Headers bearer(std::string_view token) { return {{"Authorization", "Bearer " + std::string(token)}}; }
  Reply check(std::string_view token) { return world_.send("GET", "/check", bearer(token)); }
  Reply check(const MintedToken& minted) { return check(minted.token.reveal()); }

  // Asks the loop alone. Absent: a worker has to be asked.
  std::optional<int> check_on_loop(const MintedToken& minted) {
    http::Request request;
    request.method = "GET";
    request.target = "/check";
    const std::string value = "Bearer " + std::string(minted.token.reveal());
    request.headers = {{"Authorization", value}};
    request.peer = std::make_shared<http::Peer>();
    const http::Action action = world_.handler->on_request(request, false);
    const auto* const answer = std::get_if<http::Answer>(&action);
    return answer ? std::optional(answer->response.status) : std::nullopt;
  }

  std::string_view reason(std::string_view token) {
    return reason_of(check_stored_token(*parts().settings, parts().own_keys, token, world_.clock.now()));
  }

  World world_;
};

// The claims of a good token, signed by our key in the given form.
std::string signed_with(const CallerParts& parts, const std::function<void(json::Object&)>& edit,
                        TokenForm form = TokenForm::stored) {
  const UnixTime now = parts.clock.now();
  json::Object claims{
      {"iss", parts.settings->own_tokens.issuer},      {"aud", "sallyport:tokens"}, {"tokenType", "PERSONAL_ACCESS"},
      {"jti", "11111111-0000-4000-8000-000000000001"}, {"iat", now.seconds},        {"exp", now.seconds + 60}};
  edit(claims);
  return parts.own_keys.sign(claims, form).value();
}

TEST_F(StoredToken, 29142_LetsItsOwnerInAsTheyAre) {
  const MintedToken token = issue();
  const Reply reply = check(token);
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.header("X-Auth-Request-User"), "ann");
  EXPECT_EQ(reply.header("X-Auth-Request-Roles"), "Reader");
}

TEST_F(StoredToken, BeginsLikeEveryOtherAndIsAPlainJwt) {
  RecordProperty("covers", "JWT-31");
  const MintedToken one = issue();
  const MintedToken other = issue();
  EXPECT_TRUE(one.token.reveal().starts_with("eyJzYWxseXBvcnQiOiJ0b2tlbiIs"));
  EXPECT_NE(one.token.reveal(), other.token.reveal());
  const std::string text(one.token.reveal());
  const auto jws = jose::CompactJws::parse(text).value();
  EXPECT_EQ(jws.header.typ, "JWT");
  EXPECT_EQ(jws.header.kid, parts().own_keys.kid());
  const auto claims = jose::UnverifiedClaims::parse(jws).value();
  EXPECT_EQ(claims.members.find("jti")->as_string(), one.record.id.value);
  EXPECT_EQ(claims.members.find("tokenType")->as_string(), "PERSONAL_ACCESS");
  EXPECT_EQ(claims.members.find("exp")->as_integer(), one.record.expires.seconds);
}

TEST_F(StoredToken, HasNoExpiryOnlyIfItIsUnlimited) {
  WantedToken unlimited = wanted();
  unlimited.lifetime = TokenLifetime::unlimited;
  const MintedToken token = issue(std::move(unlimited));
  const std::string text(token.token.reveal());
  const auto claims = jose::UnverifiedClaims::parse(jose::CompactJws::parse(text).value()).value();
  EXPECT_FALSE(claims.members.find("exp"));
  world_.clock.advance(Seconds(5 * 365 * 86400));
  EXPECT_EQ(check(token).status, 204);
}

TEST_F(StoredToken, ExpiresAlsoInTheCache) {
  const MintedToken token = issue();
  EXPECT_EQ(check(token).status, 204);
  world_.clock.advance(Seconds(7 * 86400 - 1));
  EXPECT_EQ(check(token).status, 204);
  world_.clock.advance(Seconds(1));
  EXPECT_EQ(check(token).status, 401);
}

TEST_F(StoredToken, IsAnsweredByTheLoopOnceItIsKnown) {
  const MintedToken token = issue();
  EXPECT_EQ(check_on_loop(token), std::nullopt);
  EXPECT_EQ(check(token).status, 204);
  EXPECT_EQ(check_on_loop(token), 204);
  world_.clock.advance(Seconds(61));
  EXPECT_EQ(check_on_loop(token), std::nullopt) << "its owner is looked up again";
}

TEST_F(StoredToken, IsDeadOnceItIsRevokedHere) {
  RecordProperty("covers", "BOT-01");
  const MintedToken token = issue();
  EXPECT_EQ(check(token).status, 204);
  ASSERT_TRUE(world_.tokens.revoke(owner(), token.record.id, world_.clock.now()));
  world_.shared->revocations.forget_people();
  const Reply reply = check(token);
  EXPECT_EQ(reply.status, 401);
  EXPECT_TRUE(world_.log.mentions("token_revoked"));
}

TEST_F(StoredToken, IsDeadOnceAnotherNodeHasRevokedIt) {
  RecordProperty("covers", "BOT-01");
  const MintedToken token = issue();
  EXPECT_EQ(check(token).status, 204);
  ASSERT_TRUE(world_.tokens.revoke(owner(), token.record.id, world_.clock.now()));
  world_.sessions->elsewhere.people = true;
  maintain(world_.parts->operation);
  EXPECT_EQ(check(token).status, 401);
}

TEST_F(StoredToken, ARevocationWhileAWorkerLooksItUpKeepsItOutOfTheCache) {
  const MintedToken token = issue();
  http::Request request;
  request.method = "GET";
  request.target = "/check";
  const std::string value = "Bearer " + std::string(token.token.reveal());
  request.headers = {{"Authorization", value}};
  request.peer = std::make_shared<http::Peer>();
  http::Action action = world_.handler->on_request(request, false);
  ASSERT_TRUE(std::holds_alternative<http::Defer>(action));
  std::get<http::Defer>(action).work();  // leaves what it found in the loop's inbox
  ASSERT_TRUE(world_.tokens.revoke(owner(), token.record.id, world_.clock.now()));
  world_.shared->revocations.forget_people();
  EXPECT_EQ(check(token).status, 401);
}

TEST_F(StoredToken, IsDeadWithItsOwner) {
  RecordProperty("covers", "BOT-02, SES-05");
  const MintedToken token = issue();
  ASSERT_TRUE(world_.identities->set_disabled(ann(), true));
  world_.shared->revocations.forget_people();
  EXPECT_EQ(check(token).status, 403);
  EXPECT_TRUE(world_.log.mentions("person_disabled"));
  ASSERT_TRUE(world_.identities->set_disabled(ann(), false));
  world_.shared->revocations.forget_people();
  EXPECT_EQ(check(token).status, 204);
}

TEST_F(StoredToken, OfAnOwnerWhoIsGoneStaysDeadWhenThereIsAnotherOfTheSameName) {
  RecordProperty("covers", "BOT-02");
  WantedToken of_another = wanted();
  of_another.owner.id = "11111111-0000-4000-8000-0000000000ff";
  EXPECT_EQ(check(issue(std::move(of_another))).status, 401);
  EXPECT_TRUE(world_.log.mentions("stored_token_owner"));
}

TEST_F(StoredToken, HasTheRightsThatItsOwnerHasNow) {
  const MintedToken token = issue();
  ASSERT_TRUE(world_.identities->give_role(ann(), {"Writer", identity::Origin::administrator}));
  EXPECT_EQ(check(token).header("X-Auth-Request-Roles"), "Reader,Writer");
  ASSERT_TRUE(world_.identities->take_role(ann(), {"Writer", identity::Origin::administrator}));
  world_.shared->revocations.forget_people();
  EXPECT_EQ(check(token).header("X-Auth-Request-Roles"), "Reader");
}

TEST_F(StoredToken, LosesWhatTheProviderNoLongerGivesItsOwner) {
  const MintedToken token = issue();
  world_.provider.edit = [](json::Object& claims) { claims.set("roles", json::Array{}); };
  world_.sign_in();
  EXPECT_EQ(check(token).header("X-Auth-Request-Roles"), "");
}

TEST_F(StoredToken, 29488_IsRefusedOnceTheRulesRefuseItsOwner) {
  const MintedToken token = issue();
  testing::reload(world_, [](Settings& settings) {
    settings.authorizer.enforce_principal_domain = true;
    settings.authorizer.principal_domain = "elsewhere.example";
  });
  EXPECT_EQ(check(token).status, 403);
}

TEST_F(StoredToken, IsRefusedOnceTheProviderSaysWhatTheRulesRefuse) {
  testing::reload(world_, [](Settings& settings) { settings.authorizer.enforce_principal_domain = true; });
  const MintedToken token = issue();
  EXPECT_EQ(check(token).status, 204);
  world_.provider.edit = [](json::Object& claims) {
    claims.set("email", "ann@elsewhere.example");
    claims.set("preferred_username", "ann@elsewhere.example");
  };
  EXPECT_EQ(world_.sign_in().status, 403);
  world_.clock.advance(Seconds(61));
  EXPECT_EQ(check(token).status, 403);
}

TEST_F(StoredToken, IsNarrowedByItsScope) {
  ASSERT_TRUE(world_.identities->give_role(ann(), {"Writer", identity::Origin::administrator}));
  ASSERT_TRUE(world_.identities->give_role(ann(), {"Admin", identity::Origin::administrator}));
  WantedToken narrow = wanted();
  narrow.scope.roles = {"Writer", "Owner"};
  const Reply reply = check(issue(std::move(narrow)));
  EXPECT_EQ(reply.header("X-Auth-Request-Roles"), "Writer") << "a role that the owner lacks is not given";
  const auto rights = narrowed({{"Admin", "Writer"}, true}, {.roles = {"Writer"}});
  EXPECT_FALSE(rights.admin);
  EXPECT_TRUE(narrowed({{"Admin"}, true}, {.roles = {"Admin"}}).admin);
}

TEST_F(StoredToken, OfABotHasTheRolesThatTheBotWasGivenAndIsNoAdministrator) {
  const identity::IdentityKey key{"azure", Issuer("https://login.example"), TenantId("t"), Subject("robot")};
  const PersonId robot =
      world_.identities
          ->link_or_create({key, {"Robot", "", "", "robot"}, ""}, identity::CreateMissing::yes, world_.clock.now())
          .value()
          ->id;
  for (const char* const role : {"Ingestion", "Admin"})
    ASSERT_TRUE(world_.identities->give_role(robot, {role, identity::Origin::administrator}));
  const MintedToken token = issue({.owner = {TokenKind::bot, robot.value},
                                   .labels = {"Robot", "", "", "robot"},
                                   .name = "",
                                   .created_by = "admin",
                                   .lifetime = TokenLifetime::unlimited,
                                   .scope = {},
                                   .facts = {}});
  const Reply reply = world_.send("GET", "/api/v1/users/loggedInUser", bearer(token.token.reveal()));
  EXPECT_EQ(reply.status, 200);
  EXPECT_NE(reply.body.find(R"("isBot":true)"), std::string::npos) << reply.body;
  EXPECT_NE(reply.body.find(R"("isAdmin":false)"), std::string::npos) << reply.body;
  EXPECT_EQ(check(token).header("X-Auth-Request-User"), "robot");
  EXPECT_EQ(check(token).header("X-Auth-Request-Roles"), "Ingestion");
  ASSERT_TRUE(world_.identities->set_disabled(robot, true));
  world_.shared->revocations.forget_people();
  EXPECT_EQ(check(token).status, 403);
}

TEST_F(StoredToken, SeveralOfOneOwnerAreGoodAtTheSameTime) {
  const MintedToken one = issue();
  const MintedToken other = issue();
  EXPECT_EQ(check(one).status, 204);
  EXPECT_EQ(check(other).status, 204);
  ASSERT_TRUE(world_.tokens.revoke(owner(), one.record.id, world_.clock.now()));
  world_.shared->revocations.forget_people();
  EXPECT_EQ(check(one).status, 401);
  EXPECT_EQ(check(other).status, 204);
}

TEST_F(StoredToken, ItsLastUseIsWrittenDownOnceAMinute) {
  const MintedToken token = issue();
  check(token);
  check(token);
  write_down_seen(world_.parts->operation);
  const UnixTime first = world_.clock.now();
  EXPECT_EQ(world_.tokens.find(token.record.id).value()->last_used, first);
  world_.clock.advance(Seconds(30));
  check(token);
  write_down_seen(world_.parts->operation);
  EXPECT_EQ(world_.tokens.find(token.record.id).value()->last_used, first);
  world_.clock.advance(Seconds(30));
  check(token);
  write_down_seen(world_.parts->operation);
  EXPECT_EQ(world_.tokens.find(token.record.id).value()->last_used, world_.clock.now());
}

// Whoever has our signing key still lacks the record.
TEST_F(StoredToken, ThatNobodyIssuedIsRefusedHoweverWellItIsSigned) {
  RecordProperty("covers", "BOT-04");
  EXPECT_EQ(check(signed_with(parts(), [](json::Object&) {})).status, 401);
  const MintedToken token = issue();
  const std::string longer = signed_with(parts(), [&](json::Object& claims) {
    claims.set("jti", token.record.id.value);
    claims.set("exp", world_.clock.now().seconds + 365 * 86400);
  });
  EXPECT_EQ(check(longer).status, 401);
  EXPECT_TRUE(world_.log.mentions("stored_token_unknown"));
  EXPECT_EQ(check(token).status, 204);
}

TEST_F(StoredToken, WithAnotherSignatureIsRefusedAlsoIfTheGoodOneIsKnown) {
  RecordProperty("covers", "JWT-28");
  const MintedToken token = issue();
  EXPECT_EQ(check(token).status, 204);
  const std::string good(token.token.reveal());
  const std::string unsigned_part = good.substr(0, good.rfind('.') + 1);
  EXPECT_EQ(check(unsigned_part).status, 401);
  std::string other = good;
  other[other.size() - 20] = other[other.size() - 20] == 'A' ? 'B' : 'A';
  EXPECT_EQ(check(other).status, 401);
}

TEST_F(StoredToken, IsCheckedClaimByClaim) {
  RecordProperty("covers", "JWT-12, JWT-13, JWT-24");
  const auto reason_of_claims = [&](const std::function<void(json::Object&)>& edit) {
    return reason(signed_with(parts(), edit));
  };
  EXPECT_EQ(reason_of_claims([](json::Object&) {}), "none");
  EXPECT_EQ(reason_of_claims([](json::Object& claims) { claims.set("iss", "https://elsewhere.example"); }),
            "stored_token_issuer");
  EXPECT_EQ(reason_of_claims([](json::Object& claims) { claims.set("aud", "sallyport:api"); }),
            "stored_token_audience");
  EXPECT_EQ(reason_of_claims([](json::Object& claims) { claims.set("aud", json::Array{"sallyport:tokens", "other"}); }),
            "stored_token_audience");
  EXPECT_EQ(reason_of_claims([](json::Object& claims) { claims.set("tokenType", "OM_USER"); }), "stored_token_kind");
  EXPECT_EQ(reason_of_claims([](json::Object& claims) { claims.set("tokenType", 1); }), "jwt_claim_type");
  EXPECT_EQ(reason_of_claims([](json::Object& claims) { claims.set("jti", ""); }), "jwt_claim_missing");
  EXPECT_EQ(reason_of_claims([&](json::Object& claims) { claims.set("exp", world_.clock.now().seconds); }),
            "jwt_expired");
  EXPECT_EQ(reason_of_claims([](json::Object& claims) { claims.set("exp", "never"); }), "jwt_time");
}

TEST_F(StoredToken, AndATokenOfAnotherKindDoNotPassForEachOther) {
  RecordProperty("covers", "JWT-24, BOT-08");
  const std::string short_lived = signed_with(parts(), [](json::Object&) {}, TokenForm::short_lived);
  EXPECT_EQ(reason(short_lived), "stored_token_key");
  const std::string stored = signed_with(parts(), [](json::Object& claims) {
    claims.set("aud", "sallyport:api");
    claims.set("sid", std::string(43, 'a'));
  });
  EXPECT_EQ(reason_of(check_own_token(*parts().settings, parts().own_keys, stored, world_.clock.now())),
            "own_token_key");
  EXPECT_EQ(reason(world_.provider.sign(world_.provider.id_token_claims())), "stored_token_key");
}

TEST_F(StoredToken, OfAKeyThatIsGoneIsRefusedWithoutATrip) {
  RecordProperty("covers", "BOT-03, JWT-23");
  const MintedToken token = issue();
  const OwnKeys others = OwnKeys::of(crypto::PrivateKey::generate_rsa(2048), {});
  EXPECT_EQ(reason_of(check_stored_token(*parts().settings, others, token.token.reveal(), world_.clock.now())),
            "stored_token_key");
  std::string with_other_kid(token.token.reveal());
  with_other_kid[kStoredTokenStart.size() + 30] ^= 1;
  const int deferred = world_.deferred;
  EXPECT_EQ(check(with_other_kid).status, 401);
  EXPECT_EQ(world_.deferred, deferred);
}

TEST_F(StoredToken, OfTheNextKeyAndOfThePreviousOneIsGood) {
  RecordProperty("covers", "BOT-03");
  const MintedToken token = issue();
  const OwnKeys rotated = OwnKeys::of(crypto::PrivateKey::generate_rsa(2048), {parts().own_keys.signing_key().key});
  EXPECT_EQ(reason_of(check_stored_token(*parts().settings, rotated, token.token.reveal(), world_.clock.now())),
            "none");
}

TEST_F(StoredToken, IsOursOnARouteThatAlsoCarriesTokensOfTheApplication) {
  EXPECT_TRUE(claims_to_be_ours(parts(), issue().token.reveal()));
}

TEST_F(StoredToken, EndsALongExchangeWhenItIsRevoked) {
  const MintedToken token = issue();
  const auto claims = check_stored_token(*parts().settings, parts().own_keys, token.token.reveal(), world_.clock.now());
  const auto caller = find_token_caller(parts(), *claims, token.token.reveal(), world_.clock.now()).value();
  EXPECT_TRUE(find_again(parts(), caller).value());
  ASSERT_TRUE(world_.tokens.revoke_all_of(owner(), world_.clock.now()));
  EXPECT_FALSE(find_again(parts(), caller).value());
}

}  // namespace
}  // namespace sallyport::gateway
