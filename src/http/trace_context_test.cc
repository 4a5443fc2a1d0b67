#include "http/trace_context.h"

#include <gtest/gtest.h>

namespace sallyport::http {
namespace {

constexpr std::string_view kTraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr std::string_view kGood =
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";  // W3C Trace Context 3.2.3

std::optional<std::string_view> trace_id(std::string_view value) {
  Request request;
  request.headers = {{"TraceParent", value}};
  return trace_id_of(request);
}

TEST(TraceContext, TheTraceIdOfAValidHeaderIsRead) {
  EXPECT_EQ(trace_id(kGood), kTraceId);
  EXPECT_EQ(trace_id("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"), kTraceId);
}

TEST(TraceContext, ParentAndFlagAreRead) {
  Request request;
  for (const auto& [flags, sampled] :
       {std::pair{"01", true}, {"00", false}, {"03", true}, {"fe", false}, {"ff", true}}) {
    const std::string value = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-" + std::string(flags);
    request.headers = {{kTraceParent, value}};
    const auto parent = trace_parent_of(request);
    ASSERT_TRUE(parent) << flags;
    EXPECT_EQ(parent->trace_id, kTraceId);
    EXPECT_EQ(parent->parent_id, "00f067aa0ba902b7");
    EXPECT_EQ(parent->sampled, sampled) << flags;
  }
}

TEST(TraceContext, ALaterVersionMayHaveMoreFields) {
  EXPECT_EQ(trace_id("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), kTraceId);
  EXPECT_EQ(trace_id("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-holds"), kTraceId);
  EXPECT_FALSE(trace_id("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what-the-future-holds"));
}

TEST(TraceContext, WhatBreaksARuleIsNoTrace) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"", "empty"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0", "a digit less"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-", "version 00 ends here"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x", "version 00 has no more fields"},
      {"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "version ff is invalid"},
      {"0G-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "no version"},
      {"00-00000000000000000000000000000000-00f067aa0ba902b7-01", "no trace id"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", "no parent id"},
      {"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "upper case"},
      {"00-4bf92f3577b34da6a3ce929d0e0e473\"-00f067aa0ba902b7-01", "no digit"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x", "no flags"},
      {"00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "another separator"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01", "another separator"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01", "another separator"},
      {" 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "a blank before it"},
  };
  for (const auto& [value, why] : rows) EXPECT_FALSE(trace_id(value)) << why;
}

TEST(TraceContext, ARequestWithTwoOrWithoutOneHasNoTrace) {
  Request request;
  EXPECT_FALSE(trace_id_of(request));
  request.headers = {{"traceparent", kGood}, {"traceparent", kGood}};
  EXPECT_FALSE(trace_id_of(request));
}

}  // namespace
}  // namespace sallyport::http
