// Whom a token stands for, found without a trace.
#include "gateway/caller/token_trial.h"

#include <gtest/gtest.h>

#include "gateway/caller/bearer.h"
#include "gateway/caller/stored_token.h"
#include "gateway/standing/standing.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::World;

std::string provider_token(World& world) {
  json::Object claims = world.provider.id_token_claims();
  claims.set("scp", "access_as_user");
  claims.set("azp", "some-client");
  return world.provider.sign(claims);
}

std::string_view refusal_of(const Who& who) {
  return who.refusal ? who.refusal->reason : "none";
}

MintedToken personal_token(World& world, identity::Scope scope = {}) {
  const identity::Person ann = world.identities->list({}, 10).value().front().person;
  MintedToken minted =
      mint_stored_token(world.parts->own_tokens, {.owner = {identity::TokenKind::personal, ann.id.value},
                                                  .labels = ann.labels,
                                                  .name = "t",
                                                  .created_by = "ann",
                                                  .lifetime = identity::TokenLifetime::one_week,
                                                  .scope = std::move(scope),
                                                  .facts = facts_of(world.sessions->last)})
          .value();
  EXPECT_TRUE(world.tokens.create(minted.record));
  return minted;
}

TEST(TokenTrial, FindsTheOwnerOfAStoredTokenAndNotesNoUse) {
  World world;
  world.sign_in();
  const MintedToken token = personal_token(world, {.operations = {{"dashboard", {"ViewAll"}}}});
  const Who who = try_token(world.parts->callers, token.token.reveal());
  ASSERT_TRUE(who.caller);
  EXPECT_EQ(who.caller->username, "ann");
  EXPECT_TRUE(is_for_operations_alone(*who.caller));
  EXPECT_TRUE(who.caller->principal) << "also if no route asks the policies";
  EXPECT_TRUE(world.shared->used_tokens.take().empty());
}

TEST(TokenTrial, FindsTheSessionOfATokenOfOursAndDoesNotTouchIt) {
  World world;
  world.sign_in();
  auto caller = std::make_shared<Caller>();
  caller->session = session::array_of(world.sessions->last.digest);
  caller->expires = world.clock.now() + Seconds(600);
  const std::string token = mint_api_token(world.parts->own_tokens, *caller).value().value;
  (void)world.shared->touched.take();
  const int asked = world.provider.token_requests;
  world.clock.advance(Seconds(120));
  const Who who = try_token(world.parts->callers, token);
  ASSERT_TRUE(who.caller) << refusal_of(who);
  EXPECT_EQ(who.caller->username, "ann");
  EXPECT_EQ(who.caller->roles, std::vector<std::string>{"Reader"});
  EXPECT_EQ(world.provider.token_requests, asked);
  EXPECT_TRUE(world.shared->touched.take().empty());
}

TEST(TokenTrial, MakesNoAccountForSomebodyNew) {
  World world;
  ASSERT_TRUE(world.rp->ensure());
  const Who who = try_token(world.parts->callers, provider_token(world));
  ASSERT_TRUE(who.caller) << refusal_of(who);
  EXPECT_EQ(who.caller->username, "ann");
  EXPECT_TRUE(who.caller->person.empty());
  EXPECT_EQ(world.people(), 0U);
}

TEST(TokenTrial, FetchesNothing) {
  World world;
  EXPECT_EQ(refusal_of(try_token(world.parts->callers, provider_token(world))), "provider_unknown");
  ASSERT_TRUE(world.rp->ensure());
  world.provider.published_kids = {"key-1", "key-2"};
  const std::string token = world.provider.sign(world.provider.id_token_claims(), "key-2");
  EXPECT_EQ(refusal_of(try_token(world.parts->callers, token)), "jws_unknown_kid");
}

TEST(TokenTrial, RefusesWhatARequestWouldBeRefused) {
  World world;
  world.sign_in();
  const MintedToken token = personal_token(world);
  const PersonId ann(token.record.owner.id);
  ASSERT_TRUE(world.identities->set_disabled(ann, true));
  EXPECT_EQ(refusal_of(try_token(world.parts->callers, token.token.reveal())), "person_disabled");
  EXPECT_EQ(refusal_of(try_token(world.parts->callers, provider_token(world))), "person_disabled");
  ASSERT_TRUE(world.identities->set_disabled(ann, false));
  ASSERT_TRUE(world.tokens.revoke(token.record.owner, token.record.id, world.clock.now()));
  EXPECT_EQ(refusal_of(try_token(world.parts->callers, token.token.reveal())), "token_revoked");
  EXPECT_NE(refusal_of(try_token(world.parts->callers, "x")), "none");
  EXPECT_NE(refusal_of(try_token(world.parts->callers, "")), "none");
}

TEST(TokenTrial, RefusesSomebodyNewWhomNoFirstVisitCreates) {
  World world([](Settings& settings) { settings.authorizer.provisioning = Provisioning::off; });
  ASSERT_TRUE(world.rp->ensure());
  EXPECT_EQ(refusal_of(try_token(world.parts->callers, provider_token(world))), "person_unknown");
}

}  // namespace
}  // namespace sallyport::gateway
