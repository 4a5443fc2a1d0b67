// The keys of the section telemetry.
#include "app/config/section/telemetry.h"

#include <gtest/gtest.h>

#include "app/config/build/load_fixture.h"
#include "base/reason_of.h"

namespace sallyport::app::config {
namespace {

LoadedConfig with_telemetry(const std::string& telemetry, Variables variables = {}) {
  return load(std::string(kConfidential) + (telemetry.empty() ? "" : "telemetry:\n" + telemetry), std::move(variables));
}

TEST(TelemetryKeys, NothingIsSentUnlessAnEndpointIsSet) {
  const auto loaded = with_telemetry("");
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->telemetry.endpoint, "");
  EXPECT_EQ(loaded.settings->telemetry.service_name, "sallyport");
  EXPECT_EQ(loaded.settings->telemetry.metrics_every, Seconds(60));
}

TEST(TelemetryKeys, AnEndpointKeepsItsPathWithoutTheFinalSlash) {
  EXPECT_EQ(with_telemetry("  endpoint: http://collector:4318/\n").settings->telemetry.endpoint,
            "http://collector:4318");
  EXPECT_EQ(with_telemetry("  endpoint: https://otlp.example/otlp\n").settings->telemetry.endpoint,
            "https://otlp.example/otlp");
}

TEST(TelemetryKeys, OpenTelemetrysVariablesAreRead) {
  const auto loaded = with_telemetry("", {{"OTEL_EXPORTER_OTLP_ENDPOINT", "https://otlp.example"},
                                          {"OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Basic%20abc"},
                                          {"OTEL_SERVICE_NAME", "front door"}});
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->telemetry.endpoint, "https://otlp.example");
  EXPECT_EQ(loaded.settings->telemetry.headers.reveal(), "Authorization=Basic%20abc");
  EXPECT_EQ(loaded.settings->telemetry.service_name, "front door");
}

TEST(TelemetryKeys, WhatCannotWorkIsRefused) {
  for (const auto& [text, key] : {
           std::pair{"  endpoint: collector:4318\n", "telemetry.endpoint"},
           {"  endpoint: https://otlp.example/?token=hush\n", "telemetry.endpoint"},
           {"  endpoint: https://otlp.example\n  metricsEvery: 0s\n", "telemetry.metricsEvery"},
           {"  endpoint: https://otlp.example\n  metricsEvery: 2h\n", "telemetry.metricsEvery"},
           {"  endpoint: https://otlp.example\n  headers: hush\n", "telemetry.headers"},
           {"  endpoint: https://otlp.example\n  headers: \"a b=hush\"\n", "telemetry.headers"},
           {"  endpoint: https://otlp.example\n  headers: \"a=hush%0d%0ab\"\n", "telemetry.headers"},
           {"  endpoint: http://collector:4318\n  headers: \"a=hush\"\n", "telemetry.headers"},
       }) {
    const auto loaded = with_telemetry(text);
    EXPECT_FALSE(loaded.settings) << text;
    EXPECT_NE(print_all(loaded).find(key), std::string::npos) << text << print_all(loaded);
    EXPECT_EQ(print_all(loaded).find("hush"), std::string::npos) << print_all(loaded);
  }
  EXPECT_TRUE(with_telemetry("  endpoint: http://127.0.0.1:4318\n  headers: \"a=b\"\n").settings) << "this machine";
}

TEST(TelemetryHeaders, AreNamesAndDecodedValues) {
  const auto headers = parse_telemetry_headers(" Authorization = Basic%20YTpi , x-tenant=1,,");
  ASSERT_TRUE(headers);
  EXPECT_EQ(*headers, (std::vector<http::Header>{{"Authorization", "Basic YTpi"}, {"x-tenant", "1"}}));
  EXPECT_TRUE(parse_telemetry_headers("")->empty());
  EXPECT_EQ(parse_telemetry_headers("a=x=y")->front().value, "x=y");
  for (const char* const text : {"a", "=x", "a b=x", "a=%", "a=%0a"})
    EXPECT_EQ(reason_of(parse_telemetry_headers(text)), "telemetry_headers") << text;
}

}  // namespace
}  // namespace sallyport::app::config
