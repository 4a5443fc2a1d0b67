// When the keys of the provider are fetched, and when a change of them takes effect.
#include <gtest/gtest.h>

#include <atomic>

#include "oidc/rp/provider_fixture.h"

namespace sallyport::oidc::rp {
namespace {

// ---- unknown kids

TEST_F(ProviderTest, UnknownKidRefreshesTheKeysAtOnce) {
  RecordProperty("covers", "F-05");
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  client.answer_well({"a", "b"});
  const auto known = provider.refresh_for_kid("b");
  ASSERT_TRUE(known);
  EXPECT_TRUE(has("a") && has("b"));
  EXPECT_EQ((*known)->generation, 2U);
  EXPECT_EQ(client.count(kKeys), 2);
  EXPECT_EQ(client.count(kDiscovery), 1);
}

TEST_F(ProviderTest, KnownKidCausesNoRequest) {
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  EXPECT_TRUE(provider.refresh_for_kid("a"));
  EXPECT_EQ(client.count(kKeys), 1);
}

TEST_F(ProviderTest, FloodOfUnknownKidsCausesOneRefreshPerCoolDown) {
  RecordProperty("covers", "JWT-05");
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(provider.refresh_for_kid("x" + std::to_string(i)));
  EXPECT_EQ(client.count(kKeys), 2);
  clock.advance(Seconds{299});
  EXPECT_TRUE(provider.refresh_for_kid("y"));
  EXPECT_EQ(client.count(kKeys), 2);
  clock.advance(Seconds{1});
  EXPECT_TRUE(provider.refresh_for_kid("y"));
  EXPECT_EQ(client.count(kKeys), 3);
}

TEST_F(ProviderTest, AKidMayBeLearntUnlessItWasAskedForAMomentAgo) {
  RecordProperty("covers", "JWT-05");
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  EXPECT_TRUE(provider.may_learn_kid());
  EXPECT_TRUE(provider.refresh_for_kid("x"));
  EXPECT_FALSE(provider.may_learn_kid());
  clock.advance(Seconds{299});
  EXPECT_FALSE(provider.may_learn_kid());
  clock.advance(Seconds{1});
  EXPECT_TRUE(provider.may_learn_kid());
}

TEST_F(ProviderTest, FloodDuringAnOutageCausesOneTryPerCoolDown) {
  RecordProperty("covers", "F-06");
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  client.set_down(true);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(provider.refresh_for_kid("x" + std::to_string(i)));
  EXPECT_EQ(client.count(kKeys), 2);
  EXPECT_TRUE(has("a"));
  EXPECT_EQ(log.counts["provider_degraded"], 1);
}

TEST_F(ProviderTest, TwentyRacersShareTheRefresh) {
  RecordProperty("covers", "F-05");
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  client.answer_well({"a", "b"});
  std::atomic<int> found{0};
  race(client, 20, [&] {
    const auto known = provider.refresh_for_kid("b");
    found += known && (*known)->keys.keys.size() == 2 ? 1 : 0;
  });
  EXPECT_EQ(found, 20);
  EXPECT_EQ(client.count(kKeys), 2);
}

TEST_F(ProviderTest, UnknownKidBeforeTheFirstFetchIsTheFirstFetch) {
  client.answer_well({"a"});
  EXPECT_TRUE(provider.refresh_for_kid("a"));
  EXPECT_EQ(client.count(kKeys), 1);
}

// ---- the passing of time

TEST_F(ProviderTest, KeysAreFetchedAnewWhenTheyAreOld) {
  client.answer_well({"a"});
  provider.maintain();
  pass(Seconds{3599});
  EXPECT_EQ(client.count(kKeys), 1);
  pass(Seconds{1});
  EXPECT_EQ(client.count(kKeys), 2);
  EXPECT_EQ(client.count(kDiscovery), 2);
}

TEST_F(ProviderTest, WithdrawnKeyIsGoneAfterItsTime) {
  RecordProperty("covers", "JWT-23, F-05");
  client.answer_well({"a", "b"});
  ASSERT_TRUE(provider.ensure());
  client.answer_well({"b"});
  pass(Seconds{3600});
  EXPECT_FALSE(has("a"));
  EXPECT_TRUE(has("b"));
  EXPECT_EQ(provider.generation(), 2U);
}

TEST_F(ProviderTest, GenerationGrowsOnlyWithAChangeOfKeys) {
  client.answer_well({"a", "b"});
  ASSERT_TRUE(provider.ensure());
  client.answer_well({"b", "a"});  // the same set in another order
  pass(Seconds{3600});
  EXPECT_EQ(provider.generation(), 1U);
  EXPECT_EQ(provider.snapshot()->generation, 1U);
  EXPECT_EQ(provider.snapshot()->keys_fetched, clock.now());
  EXPECT_EQ(log.counts["provider_keys"], 1);
  client.answer_well({"a", "b", "c"});
  pass(Seconds{3600});
  EXPECT_EQ(provider.generation(), 2U);
}

TEST_F(ProviderTest, KeyThatKeepsItsKidButChangesIsAChange) {
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  auto other = jose::public_members(crypto::PrivateKey::generate_ec(crypto::KeyType::p256).public_key());
  other.set("kid", "a");
  client.answer(kKeys, ok(json::print(json::Object{{"keys", json::Array{other}}})));
  pass(Seconds{3600});
  EXPECT_EQ(provider.generation(), 2U);
}

TEST_F(ProviderTest, WhatCannotBeReadKeepsTheLastGoodKeys) {
  RecordProperty("covers", "JWT-22, F-02");
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  for (const auto& response : {ok(R"({"keys":[]})"), ok(R"({"keys":[{"kty":"oct","k":"AA","kid":"a"}]})"), ok("<html>"),
                               ok(R"({"keys":[{"kty")"), ok("{}"), ok(""), http::ClientResponse{500, {}, ""},
                               http::ClientResponse{302, {{"Location", "http://evil.example"}}, ""}}) {
    client.answer(kKeys, response);
    pass(Seconds{3600});
    EXPECT_TRUE(has("a")) << response.body;
    EXPECT_FALSE(provider.healthy()) << response.body;
  }
  EXPECT_EQ(provider.generation(), 1U);
  EXPECT_EQ(log.counts["provider_degraded"], 1);
}

}  // namespace
}  // namespace sallyport::oidc::rp
