#include "gateway/call/refusal_sampler.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace sallyport::gateway {
namespace {

constexpr UnixTime kNow{1'790'000'040};  // begins a minute

TEST(RefusalSampler, WritesTheFirstOfEachKindAndAddress) {
  RecordProperty("covers", "A15");
  RefusalSampler sampler;
  EXPECT_TRUE(sampler.should_write("jws_signature", "203.0.113.8", kNow));
  EXPECT_FALSE(sampler.should_write("jws_signature", "203.0.113.8", kNow));
  EXPECT_TRUE(sampler.should_write("jwt_expired", "203.0.113.8", kNow)) << "another kind";
  EXPECT_TRUE(sampler.should_write("jws_signature", "203.0.113.9", kNow)) << "another address";
  EXPECT_EQ(sampler.take_left_out(), 1U);
  EXPECT_EQ(sampler.take_left_out(), 0U);
}

TEST(RefusalSampler, WritesAgainInTheNextMinute) {
  RefusalSampler sampler;
  EXPECT_TRUE(sampler.should_write("jws_signature", "203.0.113.8", kNow));
  EXPECT_FALSE(sampler.should_write("jws_signature", "203.0.113.8", kNow + Seconds(59)));
  EXPECT_TRUE(sampler.should_write("jws_signature", "203.0.113.8", kNow + Seconds(60)));
}

TEST(RefusalSampler, TakesAnIpv6NetworkForOneClient) {
  RecordProperty("covers", "A13");
  RefusalSampler sampler;
  EXPECT_TRUE(sampler.should_write("jws_signature", "2001:db8:1:2::1", kNow));
  for (int i = 2; i < 100; ++i)
    EXPECT_FALSE(sampler.should_write("jws_signature", "2001:db8:1:2::" + std::to_string(i), kNow));
  EXPECT_TRUE(sampler.should_write("jws_signature", "2001:db8:1:3::1", kNow));
}

TEST(RefusalSampler, HasABoundForEverybodyTogether) {
  RecordProperty("covers", "A15");
  RefusalSampler sampler;
  std::atomic<std::uint32_t> written = 0;
  std::vector<std::thread> floods;
  for (int t = 0; t < 4; ++t)
    floods.emplace_back([&, t] {
      for (int i = 0; i < 5'000; ++i)
        if (sampler.should_write(
                "jws_signature",
                "10." + std::to_string(t) + "." + std::to_string(i / 256) + "." + std::to_string(i % 256), kNow))
          ++written;
    });
  for (std::thread& flood : floods) flood.join();
  EXPECT_EQ(written, RefusalSampler::kLinesAMinute);
  EXPECT_EQ(sampler.take_left_out(), 20'000 - RefusalSampler::kLinesAMinute);
}

}  // namespace
}  // namespace sallyport::gateway
