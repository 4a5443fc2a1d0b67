#include "oidc/rp/provider.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "oidc/rp/provider_fixture.h"

namespace sallyport::oidc::rp {
namespace {

// ---- the first fetch

TEST_F(ProviderTest, KnowsNothingBeforeTheFirstFetch) {
  EXPECT_EQ(provider.snapshot(), nullptr);
  EXPECT_EQ(provider.generation(), 0U);
  EXPECT_FALSE(provider.healthy());
  EXPECT_FALSE(provider.asked());
}

TEST_F(ProviderTest, EnsureFetchesOnceAndRemembers) {
  client.answer_well({"a"});
  const auto known = provider.ensure();
  ASSERT_TRUE(known) << known.error().detail;
  EXPECT_EQ((*known)->metadata.issuer, kIssuer);
  EXPECT_EQ((*known)->generation, 1U);
  EXPECT_EQ((*known)->keys_fetched, clock.now());
  EXPECT_EQ(provider.generation(), 1U);
  EXPECT_TRUE(provider.healthy());
  EXPECT_EQ(*provider.ensure(), *known);
  EXPECT_EQ(client.count(kDiscovery), 1);
  EXPECT_EQ(client.count(kKeys), 1);
}

TEST_F(ProviderTest, TwentyRacersShareTheFirstFetch) {
  client.answer_well({"a"});
  std::atomic<int> served{0};
  race(client, 20, [&] { served += provider.ensure() ? 1 : 0; });
  EXPECT_EQ(served, 20);
  EXPECT_EQ(client.count(kDiscovery), 1);
  EXPECT_EQ(client.count(kKeys), 1);
}

TEST_F(ProviderTest, TwentyRacersShareAFailure) {
  client.set_down(true);
  std::atomic<int> refused{0};
  race(client, 20, [&] { refused += reason_of(provider.ensure()) == "provider_unavailable" ? 1 : 0; });
  EXPECT_EQ(refused, 20);
  EXPECT_EQ(client.count(kDiscovery), 1);
}

TEST_F(ProviderTest, FailureSaysWhichUrlAndWhy) {
  client.answer(kDiscovery, {503, {}, ""});
  const auto known = provider.ensure();
  ASSERT_FALSE(known);
  EXPECT_EQ(known.error().kind, Kind::unavailable);
  EXPECT_EQ(known.error().reason, "provider_unavailable");
  EXPECT_EQ(known.error().detail, kDiscovery + ": status 503");
}

TEST_F(ProviderTest, DocumentOfAnotherIssuerIsRefused) {  // RP-11
  client.answer_well({"a"});
  client.answer(kDiscovery, ok(discovery("https://evil.example/t/v2.0")));
  const auto known = provider.ensure();
  EXPECT_EQ(reason_of(known), "metadata_issuer");
  EXPECT_EQ(known.error().kind, Kind::unavailable) << "not the fault of whoever brought a token";
  EXPECT_EQ(client.count(kKeys), 0);
}

TEST_F(ProviderTest, EnsureDoesNotHammerWhatIsDown) {
  client.set_down(true);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(provider.ensure());
  EXPECT_EQ(client.count(kDiscovery), 1);
  client.set_down(false);
  client.answer_well({"a"});
  clock.advance(Seconds{10});
  EXPECT_TRUE(provider.ensure());
}

TEST_F(ProviderTest, ComesUpAfterUsWithoutTraffic) {  // F-01: within 30 s
  client.set_down(true);
  for (int i = 0; i < 60; ++i) pass(Seconds{5});
  client.set_down(false);
  client.answer_well({"a"});
  for (int i = 0; i < 6 && !provider.healthy(); ++i) pass(Seconds{5});
  EXPECT_TRUE(provider.healthy());
  EXPECT_EQ(log.counts["provider_degraded"], 1);
  EXPECT_EQ(log.counts["provider_healthy"], 1);
}

// ---- a fetch blocks only the callers that need its result

TEST_F(ProviderTest, SnapshotDoesNotWaitForAFetch) {  // F-03
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  int seen = 0;
  client.during = [&](const std::string&) {
    std::thread([&] { seen += provider.snapshot() && provider.generation() == 1 && provider.ensure() ? 1 : 0; }).join();
  };
  pass(Seconds{3600});
  EXPECT_EQ(seen, 2);
}

TEST_F(ProviderTest, MaintainDoesNotWaitForAFetch) {
  client.answer_well({"a"});
  client.during = [&](const std::string&) { std::thread([&] { provider.maintain(); }).join(); };
  EXPECT_TRUE(provider.ensure());
  EXPECT_EQ(client.count(kDiscovery), 1);
}

// ---- a document that changes

TEST_F(ProviderTest, DocumentThatChangesItsIssuerLeavesTheOldOneAndStillRenewsTheKeys) {
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  client.answer_well({"b"});
  client.answer(kDiscovery, ok(discovery("https://evil.example/t/v2.0")));
  pass(Seconds{3600});
  EXPECT_EQ(provider.snapshot()->metadata.issuer, kIssuer);
  EXPECT_TRUE(has("b"));
  EXPECT_FALSE(provider.healthy());
}

TEST_F(ProviderTest, TenantThatWasResolvedOnceStays) {
  auto by_domain = settings();
  by_domain.expect.issuer = "https://idp.example/{tenantid}/v2.0";
  by_domain.expect.resolve_tenant = true;
  Provider resolved(by_domain, client, clock, random, log);
  const std::string first = "https://idp.example/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0";
  client.answer_well({"a"});
  client.answer(kDiscovery, ok(discovery(first)));
  ASSERT_TRUE(resolved.ensure());
  client.answer(kDiscovery, ok(discovery("https://idp.example/11111111-86f1-41af-91ab-2d7cd011db47/v2.0")));
  clock.advance(Seconds{3600});
  resolved.maintain();
  EXPECT_EQ(resolved.snapshot()->metadata.issuer, first);
  EXPECT_FALSE(resolved.healthy());
}

// ---- outages

TEST_F(ProviderTest, TriesBecomeRarerDuringAnOutage) {
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  client.set_down(true);
  pass(Seconds{3600});
  std::vector<std::int64_t> waits;
  int seen = client.count(kDiscovery);
  for (std::int64_t waited = 5; waits.size() < 7; waited += 5) {
    pass(Seconds{5});
    if (client.count(kDiscovery) == seen) continue;
    seen = client.count(kDiscovery);
    waits.push_back(waited);
    waited = 0;
  }
  EXPECT_EQ(waits, (std::vector<std::int64_t>{10, 20, 40, 80, 160, 300, 300}));
  EXPECT_EQ(log.counts["provider_degraded"], 1);
}

TEST_F(ProviderTest, TriesOfManyGatewaysSpreadOut) {  // F-01
  RecordProperty("covers", "F-01");
  struct LargestByte final : Random {
    std::string bytes(std::size_t count) override { return std::string(count, '\xff'); }
  } largest;
  Provider early(settings(), client, clock, largest, log);
  client.set_down(true);
  EXPECT_FALSE(early.ensure());
  EXPECT_TRUE(early.asked());
  clock.advance(Seconds{7});
  early.maintain();
  EXPECT_EQ(client.count(kDiscovery), 1);
  clock.advance(Seconds{1});  // 8 s are more than three quarters of retry_after_failure
  early.maintain();
  EXPECT_EQ(client.count(kDiscovery), 2);
}

TEST_F(ProviderTest, RecoveryIsSaidOnceAndTheTriesStartOver) {
  RecordProperty("covers", "F-02");
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  client.set_down(true);
  pass(Seconds{3600});
  client.set_down(false);
  pass(Seconds{10});
  EXPECT_TRUE(provider.healthy());
  EXPECT_EQ(log.counts["provider_healthy"], 2);
  client.set_down(true);
  pass(Seconds{3600});
  const int before = client.count(kDiscovery);
  pass(Seconds{10});
  EXPECT_EQ(client.count(kDiscovery), before + 1);
}

TEST_F(ProviderTest, KeysOutliveAnOutageUntilItsLimit) {
  RecordProperty("covers", "F-02");
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  client.set_down(true);
  pass(Seconds{86399});
  EXPECT_TRUE(has("a"));
  pass(Seconds{1});
  EXPECT_EQ(provider.snapshot(), nullptr);
  EXPECT_EQ(provider.generation(), 2U);  // so that tokens cached under the old keys are dropped too
  EXPECT_EQ(log.counts["provider_keys_dropped"], 1);
  EXPECT_EQ(reason_of(provider.refresh_for_kid("a")), "provider_unavailable");
}

TEST_F(ProviderTest, DroppedKeysComeBackUnderANewGeneration) {
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  client.set_down(true);
  pass(Seconds{86400});
  ASSERT_EQ(provider.snapshot(), nullptr);
  client.set_down(false);
  for (int i = 0; i < 60 && !provider.snapshot(); ++i) pass(Seconds{5});
  ASSERT_TRUE(has("a"));
  EXPECT_EQ(provider.generation(), 3U);
  EXPECT_EQ(provider.snapshot()->generation, 3U);
}

TEST_F(ProviderTest, RefreshOfTheKeysAloneDoesNotHideABrokenDiscovery) {
  client.answer_well({"a"});
  ASSERT_TRUE(provider.ensure());
  client.answer(kDiscovery, {500, {}, ""});
  pass(Seconds{3600});
  ASSERT_FALSE(provider.healthy());
  EXPECT_TRUE(provider.refresh_for_kid("x"));
  EXPECT_FALSE(provider.healthy());
  client.answer_well({"a"});
  pass(Seconds{0});  // the refresh made a full round due immediately
  EXPECT_TRUE(provider.healthy());
}

}  // namespace
}  // namespace sallyport::oidc::rp
