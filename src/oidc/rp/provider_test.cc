#include "oidc/rp/provider.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <thread>

#include "jose/jwk.h"

namespace sallyport::oidc::rp {
namespace {

std::string_view reason_of(const auto& result) {
  return result ? "none" : result.error().reason;
}

const std::string kIssuer = "https://idp.example/t/v2.0";
const std::string kDiscovery = kIssuer + "/.well-known/openid-configuration";
const std::string kKeys = "https://idp.example/t/keys";

http::ClientResponse ok(std::string body) {
  return {200, {{"Content-Type", "application/json"}}, std::move(body)};
}

std::string discovery(std::string_view issuer = kIssuer) {
  return json::print(json::Object{{"issuer", issuer},
                                  {"authorization_endpoint", "https://idp.example/t/authorize"},
                                  {"token_endpoint", "https://idp.example/t/token"},
                                  {"jwks_uri", kKeys}});
}

// One key per kid, made once: what differs between sets is which kids they hold.
std::string key_set(const std::vector<std::string>& kids) {
  static std::map<std::string, json::Object> made;
  json::Array keys;
  for (const auto& kid : kids) {
    if (!made.contains(kid)) {
      made[kid] = jose::public_members(crypto::PrivateKey::generate_ec(crypto::KeyType::p256).public_key());
      made[kid].set("kid", kid);
    }
    keys.push_back(made[kid]);
  }
  return json::print(json::Object{{"keys", std::move(keys)}});
}

// Answers what the test sets, counts, and may be told to do something in the middle of a request.
class ScriptedClient final : public http::HttpClient {
 public:
  Result<http::ClientResponse> send(const http::ClientRequest& request) override {
    if (during) during(request.url);
    const std::lock_guard lock(mutex_);
    ++counts_[request.url];
    if (down_) return failure(Kind::unavailable, "http_connect");
    const auto found = answers_.find(request.url);
    return found == answers_.end() ? http::ClientResponse{404, {}, ""} : found->second;
  }

  void answer(const std::string& url, http::ClientResponse response) {
    const std::lock_guard lock(mutex_);
    answers_[url] = std::move(response);
  }
  void answer_well(const std::vector<std::string>& kids) {
    answer(kDiscovery, ok(discovery()));
    answer(kKeys, ok(key_set(kids)));
  }
  void set_down(bool down) { down_ = down; }
  int count(const std::string& url) { return counts_[url]; }

  std::function<void(const std::string& url)> during;

 private:
  std::mutex mutex_;
  std::map<std::string, http::ClientResponse> answers_;
  std::map<std::string, int> counts_;
  bool down_ = false;
};

class CountingLog final : public Log {
 public:
  void write(Level, std::string_view event, std::vector<LogField>) override { ++counts[std::string(event)]; }
  std::map<std::string, int> counts;
};

class ProviderTest : public ::testing::Test {
 protected:
  static ProviderSettings settings() {
    ProviderSettings made;
    made.discovery_uri = kDiscovery;
    made.expect.issuer = kIssuer;
    made.expect.hosts = {"idp.example"};
    return made;
  }
  bool has(std::string_view kid) const {
    const auto known = provider.snapshot();
    return known && std::ranges::any_of(known->keys.keys, [&](const auto& key) { return key.kid == kid; });
  }
  void pass(Seconds time) {
    clock.advance(time);
    provider.maintain();
  }

  ScriptedClient client;
  FixedClock clock{UnixTime{1'795'431'600}};
  ScriptedRandom random;
  CountingLog log;
  Provider provider{settings(), client, clock, random, log};
};

// Starts `count` threads that meet before they call, and fails the first request until all of them have come.
void race(ScriptedClient& client, int count, const std::function<void()>& call) {
  std::atomic<int> arrived{0};
  client.during = [&](const std::string&) {
    while (arrived < count) std::this_thread::yield();
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&] {
      ++arrived;
      call();
    });
  for (auto& thread : threads) thread.join();
  client.during = nullptr;
}

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

// ---- nobody waits who need not

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
  client.answer_well({"b", "a"});  // another order is no other set
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
  clock.advance(Seconds{1});  // three quarters of ten seconds are over
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
  EXPECT_EQ(provider.generation(), 2U);  // what was cached by the old keys dies with them
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
  pass(Seconds{0});  // looked at again at once
  EXPECT_TRUE(provider.healthy());
}

}  // namespace
}  // namespace sallyport::oidc::rp
