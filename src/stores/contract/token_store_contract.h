// The tests that every store of tokens must pass. A test instantiates the suite with a factory type:
//   struct Factory { identity::TokenStore& tokens(); };
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "base/reason_of.h"
#include "identity/tokens/token_store.h"
#include "stores/contract/race.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::tokens {

using identity::kTokenNeverExpires;
using identity::TokenFacts;
using identity::TokenId;
using identity::TokenKind;
using identity::TokenOwner;
using identity::TokenRecord;
using Tokens = std::vector<TokenRecord>;

inline constexpr UnixTime kNow{1'800'000'000};
inline const TokenOwner kAnn{TokenKind::personal, "11111111-0000-4000-8000-000000000001"};
inline const TokenOwner kRobot{TokenKind::bot, "11111111-0000-4000-8000-000000000002"};

// A record in which no field has its default. `name` also gives the id and the hash.
inline TokenRecord token(const std::string& name, const TokenOwner& owner = kAnn) {
  std::string hash = "hash of " + name;
  hash.resize(32, '\0');
  return {.id = TokenId("id of " + name),
          .hash = std::move(hash),
          .owner = owner,
          .name = name,
          .created = kNow,
          .created_by = "ann",
          .expires = kNow + Seconds(3600),
          .scope = {.roles = {"Reader", "Wri\"ter"},
                    .operations = {{"dashboard", {"ViewAll", "EditTags"}}, {"All", {"Delete"}}}},
          .facts = {.provider = "azure",
                    .issuer = Issuer("https://login.example"),
                    .tenant = TenantId("t"),
                    .subject = Subject("s"),
                    .claims = R"({"name":"Änn"})",
                    .groups = {"g1", "g2"}}};
}

template <class Factory>
class TokenStoreContract : public testing::Test {
 protected:
  void SetUp() override { SALLYPORT_SKIP_IF_MISSING(Factory); }

  identity::TokenStore& tokens() { return factory_.tokens(); }
  std::optional<TokenRecord> found(const std::string& name) { return tokens().find(TokenId("id of " + name)).value(); }

  Factory factory_;
};
TYPED_TEST_SUITE_P(TokenStoreContract);

TYPED_TEST_P(TokenStoreContract, ARecordIsFoundAsItWasCreated) {
  EXPECT_EQ(this->found("one"), std::nullopt);
  ASSERT_TRUE(this->tokens().create(token("one")));
  EXPECT_EQ(this->found("one"), token("one"));
  TokenRecord plain{.id = TokenId("plain"),
                    .hash = std::string(32, 'p'),
                    .owner = kRobot,
                    .created = kNow,
                    .expires = kTokenNeverExpires};
  ASSERT_TRUE(this->tokens().create(plain));
  EXPECT_EQ(*this->tokens().find(plain.id), plain);
}

TYPED_TEST_P(TokenStoreContract, AnIdAndAHashAreTakenOnce) {
  ASSERT_TRUE(this->tokens().create(token("one")));
  auto same_id = token("two");
  same_id.id = token("one").id;
  EXPECT_EQ(reason_of(this->tokens().create(same_id)), "token_exists");
  auto same_hash = token("two");
  same_hash.hash = token("one").hash;
  EXPECT_EQ(reason_of(this->tokens().create(same_hash)), "token_exists");
  EXPECT_EQ(this->found("one"), token("one"));
}

TYPED_TEST_P(TokenStoreContract, AnOwnerHasABoundedNumberOfGoodOnes) {
  for (std::size_t i = 0; i < identity::kMostTokens; ++i) ASSERT_TRUE(this->tokens().create(token(std::to_string(i))));
  EXPECT_EQ(reason_of(this->tokens().create(token("more"))), "token_too_many");
  EXPECT_TRUE(this->tokens().create(token("other", kRobot))) << "each owner has its own bound";
  ASSERT_TRUE(this->tokens().revoke(kAnn, token("0").id, kNow));
  EXPECT_TRUE(this->tokens().create(token("more"))) << "a revoked one does not count";
  auto late = token("late");
  late.created = late.expires;
  late.expires = late.expires + Seconds(60);
  EXPECT_TRUE(this->tokens().create(late)) << "nor do those that have expired";
}

TYPED_TEST_P(TokenStoreContract, AnOwnerCannotFillTheStoreWithRevokedOnes) {
  for (std::size_t i = 0; i < identity::kMostTokenRecords; ++i) {
    auto record = token(std::to_string(i));
    record.revoked = kNow;
    ASSERT_TRUE(this->tokens().create(record));
  }
  EXPECT_EQ(reason_of(this->tokens().create(token("more"))), "token_too_many");
  ASSERT_TRUE(this->tokens().sweep(kNow + identity::kRevokedTokenKept, 1));
  EXPECT_TRUE(this->tokens().create(token("more")));
}

TYPED_TEST_P(TokenStoreContract, TheTokensOfAnOwnerComeInPages) {
  for (const char* const name : {"c", "a", "b"}) ASSERT_TRUE(this->tokens().create(token(name)));
  ASSERT_TRUE(this->tokens().create(token("robot's", kRobot)));
  EXPECT_EQ(*this->tokens().list_of(kAnn, {}, 2), (Tokens{token("a"), token("b")}));
  EXPECT_EQ(*this->tokens().list_of(kAnn, token("b").id, 2), (Tokens{token("c")}));
  EXPECT_EQ(*this->tokens().list_of(kAnn, token("c").id, 2), Tokens{});
  EXPECT_EQ(*this->tokens().list_of({TokenKind::bot, kAnn.id}, {}, 2), Tokens{}) << "the kind belongs to the owner";
}

TYPED_TEST_P(TokenStoreContract, ARevokedOneStaysRevoked) {
  this->RecordProperty("covers", "BOT-01");
  ASSERT_TRUE(this->tokens().create(token("one")));
  ASSERT_TRUE(this->tokens().create(token("two")));
  ASSERT_TRUE(this->tokens().revoke(kAnn, token("one").id, kNow + Seconds(5)));
  ASSERT_TRUE(this->tokens().revoke(kAnn, token("one").id, kNow + Seconds(9))) << "again";
  EXPECT_EQ(this->found("one")->revoked, kNow + Seconds(5));
  ASSERT_TRUE(this->tokens().note_used({token("one").id}, kNow + Seconds(6)));
  ASSERT_TRUE(this->tokens().replace_facts(kAnn, {}));
  EXPECT_EQ(this->found("one")->revoked, kNow + Seconds(5));
  EXPECT_EQ(this->found("two")->revoked, UnixTime{});
}

// OpenMetadata deletes tokens by id alone, so that anybody may delete those of others.
TYPED_TEST_P(TokenStoreContract, NobodyRevokesTheTokenOfAnotherOwner) {
  ASSERT_TRUE(this->tokens().create(token("one")));
  EXPECT_EQ(reason_of(this->tokens().revoke(kRobot, token("one").id, kNow)), "token_unknown");
  EXPECT_EQ(reason_of(this->tokens().revoke({TokenKind::bot, kAnn.id}, token("one").id, kNow)), "token_unknown");
  EXPECT_EQ(reason_of(this->tokens().revoke(kAnn, TokenId("none"), kNow)), "token_unknown");
  EXPECT_EQ(this->found("one"), token("one"));
}

TYPED_TEST_P(TokenStoreContract, AllOfAnOwnerAreRevokedAtOnce) {
  for (const char* const name : {"a", "b", "c"}) ASSERT_TRUE(this->tokens().create(token(name)));
  ASSERT_TRUE(this->tokens().create(token("robot's", kRobot)));
  ASSERT_TRUE(this->tokens().revoke(kAnn, token("a").id, kNow));
  EXPECT_EQ(*this->tokens().revoke_all_of(kAnn, kNow + Seconds(1)), 2U);
  EXPECT_EQ(this->found("a")->revoked, kNow);
  EXPECT_EQ(this->found("c")->revoked, kNow + Seconds(1));
  EXPECT_EQ(this->found("robot's")->revoked, UnixTime{});
  EXPECT_EQ(*this->tokens().revoke_all_of(kAnn, kNow + Seconds(2)), 0U);
}

TYPED_TEST_P(TokenStoreContract, TheLastUseOnlyMovesForwards) {
  for (const char* const name : {"a", "b"}) ASSERT_TRUE(this->tokens().create(token(name)));
  ASSERT_TRUE(this->tokens().note_used({token("b").id, TokenId("gone"), token("a").id}, kNow + Seconds(60)));
  ASSERT_TRUE(this->tokens().note_used({token("a").id}, kNow));
  ASSERT_TRUE(this->tokens().note_used({}, kNow + Seconds(90)));
  EXPECT_EQ(this->found("a")->last_used, kNow + Seconds(60));
  EXPECT_EQ(this->found("b")->last_used, kNow + Seconds(60));
  EXPECT_EQ(this->tokens().find(TokenId("gone")).value(), std::nullopt);
}

TYPED_TEST_P(TokenStoreContract, NewFactsGoToAllTokensOfTheOwner) {
  for (const char* const name : {"a", "b"}) ASSERT_TRUE(this->tokens().create(token(name)));
  ASSERT_TRUE(this->tokens().create(token("robot's", kRobot)));
  TokenFacts facts = token("a").facts;
  facts.claims = "{}";
  facts.groups = {"g3"};
  ASSERT_TRUE(this->tokens().replace_facts(kAnn, facts));
  auto expected = token("a");
  expected.facts = facts;
  EXPECT_EQ(this->found("a"), expected);
  EXPECT_EQ(this->found("b")->facts, facts);
  EXPECT_EQ(this->found("robot's")->facts, token("robot's").facts);
}

TYPED_TEST_P(TokenStoreContract, TheSweepRemovesWhatNobodyNeeds) {
  this->RecordProperty("covers", "BOT-09");  // no clock brings back what is gone
  auto unlimited = token("unlimited");
  unlimited.expires = kTokenNeverExpires;
  auto revoked = token("revoked");
  revoked.expires = kTokenNeverExpires;
  for (const auto& record : {token("short"), token("short too"), unlimited, revoked})
    ASSERT_TRUE(this->tokens().create(record));
  ASSERT_TRUE(this->tokens().revoke(kAnn, revoked.id, kNow));
  EXPECT_EQ(*this->tokens().sweep(kNow + Seconds(3599), 10), 0U);
  EXPECT_EQ(*this->tokens().sweep(kNow + Seconds(3600), 1), 1U) << "no more than the limit";
  EXPECT_EQ(*this->tokens().sweep(kNow + Seconds(3600), 10), 1U);
  EXPECT_EQ(*this->tokens().sweep(kNow + identity::kRevokedTokenKept - Seconds(1), 10), 0U);
  EXPECT_EQ(*this->tokens().sweep(kNow + identity::kRevokedTokenKept, 10), 1U);
  EXPECT_EQ(*this->tokens().sweep(kTokenNeverExpires + Seconds(1), 10), 0U);
  EXPECT_TRUE(this->found("unlimited"));
  EXPECT_FALSE(this->found("revoked"));
}

TYPED_TEST_P(TokenStoreContract, OfRacersForTheLastPlaceOneGetsIt) {
  for (std::size_t i = 1; i < identity::kMostTokens; ++i) ASSERT_TRUE(this->tokens().create(token(std::to_string(i))));
  std::atomic<int> created = 0;
  race([&](std::size_t i) { created += this->tokens().create(token("racer " + std::to_string(i))) ? 1 : 0; });
  EXPECT_EQ(created, 1);
}

TYPED_TEST_P(TokenStoreContract, ARevocationWinsAgainstThoseWhoUseTheToken) {
  ASSERT_TRUE(this->tokens().create(token("one")));
  race([&](std::size_t i) {
    if (i == kRacers / 2)
      EXPECT_EQ(reason_of(this->tokens().revoke(kAnn, token("one").id, kNow)), "none");
    else if (i % 2 == 0)
      EXPECT_EQ(reason_of(this->tokens().note_used({token("one").id}, kNow)), "none");
    else
      EXPECT_EQ(reason_of(this->tokens().replace_facts(kAnn, token("one").facts)), "none");
  });
  EXPECT_EQ(this->found("one")->revoked, kNow);
}

REGISTER_TYPED_TEST_SUITE_P(TokenStoreContract, ARecordIsFoundAsItWasCreated, AnIdAndAHashAreTakenOnce,
                            AnOwnerHasABoundedNumberOfGoodOnes, AnOwnerCannotFillTheStoreWithRevokedOnes,
                            TheTokensOfAnOwnerComeInPages, ARevokedOneStaysRevoked, NobodyRevokesTheTokenOfAnotherOwner,
                            AllOfAnOwnerAreRevokedAtOnce, TheLastUseOnlyMovesForwards, NewFactsGoToAllTokensOfTheOwner,
                            TheSweepRemovesWhatNobodyNeeds, OfRacersForTheLastPlaceOneGetsIt,
                            ARevocationWinsAgainstThoseWhoUseTheToken);

}  // namespace sallyport::stores::contract::tokens
