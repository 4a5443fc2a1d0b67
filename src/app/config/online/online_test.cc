#include "app/config/online/online.h"

#include <gtest/gtest.h>

#include <list>

#include "app/config/build/load_fixture.h"
#include "app/config/online/clock_check.h"
#include "crypto/system_random.h"
#include "jose/jwk.h"

namespace sallyport::app::config {
namespace {

constexpr UnixTime kNow{1'796'000'000};

const std::string kBase = "https://login.microsoftonline.com/" + std::string(kTenant);

// A provider that fits kConfidential. A test may break it in one place.
class ScriptedProvider final : public http::HttpClient {
 public:
  Result<http::ClientResponse> send(const http::ClientRequest& request) override {
    if (down) return failure(Kind::unavailable, "http_connect", {}, "connection refused");
    requests.push_back(request);
    std::vector<http::Header> headers{{"Date", print_http_date(theirs)}};
    if (request.method == "POST") return http::ClientResponse{token_status, headers, token_body};
    if (request.url.ends_with("/keys")) return http::ClientResponse{200, headers, keys};
    return http::ClientResponse{200, headers, metadata()};
  }

  std::string metadata() const {
    return json::print(json::Object{{"issuer", issuer},
                                    {"authorization_endpoint", kBase + "/oauth2/v2.0/authorize"},
                                    {"token_endpoint", kBase + "/oauth2/v2.0/token"},
                                    {"jwks_uri", kBase + "/discovery/v2.0/keys"}});
  }

  static std::string one_key() {
    static const auto key = crypto::PrivateKey::generate_rsa(2048);
    auto members = jose::public_members(key.public_key());
    members.set("kid", "k1");
    return json::print(json::Object{{"keys", json::Array{members}}});
  }

  std::vector<http::ClientRequest> requests;
  bool down = false;
  std::string issuer = kBase + "/v2.0";
  std::string keys = one_key();
  UnixTime theirs = kNow;
  int token_status = 200;
  std::string token_body = "{}";
};

class Online : public testing::Test {
 protected:
  std::vector<Finding> check(std::string_view text = kConfidential) {
    const auto loaded = load(text);
    EXPECT_TRUE(loaded.settings) << print_all(loaded);
    if (!loaded.settings) return {};
    return check_online(loaded, {provider_, clock_, random_, [this](const http::Upstream& upstream) -> Result<void> {
                                   reached_.push_back(upstream.host + ":" + upstream.port);
                                   if (upstream.port == "9")
                                     return failure(Kind::unavailable, "http_connect", {}, "refused");
                                   return {};
                                 }});
  }

  const Finding& only(const std::vector<Finding>& findings) {
    static const Finding none;
    EXPECT_EQ(findings.size(), 1u);
    return findings.empty() ? none : kept_.emplace_back(findings.front());
  }

  ScriptedProvider provider_;
  FixedClock clock_{kNow};
  crypto::SystemRandom random_;
  std::vector<std::string> reached_;
  std::list<Finding> kept_;
};

TEST_F(Online, AProviderThatIsAsTheFileSaysIsNoFinding) {
  RecordProperty("covers", "B3");
  EXPECT_TRUE(check().empty());
  ASSERT_EQ(provider_.requests.size(), 3u);
  EXPECT_EQ(provider_.requests[2].url, kBase + "/oauth2/v2.0/token");
  EXPECT_NE(provider_.requests[2].body.find("grant_type=client_credentials"), std::string::npos);
}

TEST_F(Online, AProviderThatDoesNotAnswerIsNamedByItsKey) {
  RecordProperty("covers", "B3");
  provider_.down = true;
  const auto& finding = only(check());
  EXPECT_EQ(finding.rule, "provider_unreachable");
  EXPECT_EQ(finding.key, "authenticationConfiguration.oidcConfiguration.discoveryUri");
  EXPECT_EQ(finding.line, 12);
}

TEST_F(Online, AnotherIssuerAndKeysThatAreNoneAreNoDocumentsOfThisProvider) {
  RecordProperty("covers", "B3");
  provider_.issuer = "https://login.microsoftonline.com/dddddddd-0000-4000-8000-000000000004/v2.0";
  EXPECT_EQ(only(check()).rule, "provider_metadata");
}

TEST_F(Online, KeysThatCannotBeReadAreSaid) {
  RecordProperty("covers", "B3");
  provider_.keys = "{\"keys\":[]}";
  const auto findings = check();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_TRUE(any_refused(findings));
}

TEST_F(Online, ClocksThatAreApartAreSaidWithBothTimes) {
  RecordProperty("covers", "B3");
  for (const auto& [offset, differs] :
       {std::pair{0, false}, {60, false}, {-60, false}, {61, true}, {-61, true}, {3600, true}}) {
    provider_.theirs = kNow + Seconds(offset);
    const auto findings = check();
    EXPECT_EQ(!findings.empty(), differs) << offset;
    if (findings.empty()) continue;
    EXPECT_EQ(findings[0].rule, "clock_differs");
    EXPECT_NE(findings[0].wrong.find(print_rfc3339(kNow)), std::string::npos);
    EXPECT_NE(findings[0].wrong.find(print_rfc3339(provider_.theirs)), std::string::npos);
    EXPECT_NE(findings[0].wrong.find(std::to_string(std::abs(offset)) + " seconds"), std::string::npos);
  }
}

TEST_F(Online, ARefusedSecretIsNamedByItsKeyAndNeverRepeated) {
  RecordProperty("covers", "B3");
  provider_.token_status = 401;
  for (const std::string_view code : {"7000215", "7000222", "700027"}) {
    provider_.token_body = "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS" + std::string(code) +
                           ": Refused.\\r\\nTrace ID: x\"}";
    const auto& finding = only(check());
    EXPECT_EQ(finding.rule, "client_refused");
    EXPECT_EQ(finding.key, "authenticationConfiguration.oidcConfiguration.secret");
    EXPECT_EQ(finding.line, 11);
    EXPECT_NE(finding.wrong.find("AADSTS" + std::string(code)), std::string::npos);
    EXPECT_EQ(finding.wrong.find("Trace"), std::string::npos);
    EXPECT_FALSE(finding.write.empty());
    EXPECT_EQ(print_text(finding).find("the-Value~of"), std::string::npos);
  }
}

TEST_F(Online, AnUnknownApplicationIsRefusedToo) {
  RecordProperty("covers", "B3");
  provider_.token_status = 400;
  provider_.token_body = R"({"error":"unauthorized_client","error_description":"AADSTS700016: Not found."})";
  EXPECT_EQ(only(check()).rule, "client_refused");
}

TEST_F(Online, AnAnswerThatSaysNothingAboutTheSecretIsANotice) {
  RecordProperty("covers", "B3");
  provider_.token_status = 503;
  provider_.token_body = "busy";
  const auto& finding = only(check());
  EXPECT_EQ(finding.rule, "client_not_checked");
  EXPECT_EQ(finding.severity, Severity::notice);
}

TEST_F(Online, APublicClientHasNothingToPresent) {
  EXPECT_TRUE(check(kPublic).empty());
  for (const auto& request : provider_.requests) EXPECT_EQ(request.method, "GET");
}

TEST_F(Online, EachUpstreamIsTriedOnce) {
  RecordProperty("covers", "B3");
  const auto findings = check(
      "routes:\n  - {path: /a, upstream: \"http://127.0.0.1:3000\"}\n  - {path: /b, upstream: "
      "\"http://127.0.0.1:3000\"}\n"
      "  - {path: /c, upstream: \"http://127.0.0.1:9\"}\n");
  EXPECT_EQ(reached_, (std::vector<std::string>{"127.0.0.1:3000", "127.0.0.1:9"}));
  const auto& finding = only(findings);
  EXPECT_EQ(finding.rule, "upstream_unreachable");
  EXPECT_EQ(finding.key, "routes[2].upstream");
  EXPECT_EQ(finding.line, 4);
  EXPECT_TRUE(provider_.requests.empty());  // basic sign-in has no provider
}

TEST(HttpDate, IsReadStrictly) {
  EXPECT_EQ(parse_http_date(print_http_date(kNow)), kNow);
  EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT"), UnixTime{0});
  for (const std::string_view text :
       {"", "now", "Thu, 1 Jan 1970 00:00:00 GMT", "Thu, 01 Foo 1970 00:00:00 GMT", "Thu, 31 Feb 2026 00:00:00 GMT",
        "Thu, 01 Jan 1970 24:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 UTC", "Thursday, 01-Jan-70 00:00:00 GMT"})
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
}

}  // namespace
}  // namespace sallyport::app::config
