#include "gateway/call/explanations.h"

#include <gtest/gtest.h>

#include <regex>

namespace sallyport::gateway {
namespace {

constexpr std::string_view kReasons[] = {
    "role_missing",          "admin_needed",   "person_disabled", "person_unknown", "person_domain",
    "principal_domain",      "token_tenant",   "groups_overage",  "csrf",           "transaction_missing",
    "cookies_blocked",       "access_denied",  "provider_fault",  "jwt_expired",    "provider_unavailable",
    "provider_unknown_here", "token_endpoint", "http_timeout",    "http_connect",   "http_tls",
    "session_store",         "sign_in_ledger", "graph_status",    "token_refused",  "made_up"};
constexpr std::string_view kCauses[] = {"upstream_unreachable", "upstream_timeout", "upstream_closed",
                                        "response_head",        "upstream_limit",   "made_up"};

std::vector<Explanation> all() {
  std::vector<Explanation> rows;
  for (const std::string_view reason : kReasons)
    for (const Kind kind : {Kind::forbidden, Kind::unavailable, Kind::internal, Kind::rejected})
      rows.push_back(explain({kind, reason, {}, {}}));
  for (const std::string_view cause : kCauses)
    for (const int status : {502, 504, 408}) rows.push_back(explain_upstream(status, cause));
  return rows;
}

TEST(Explanations, EachSaysWhatIsSoInAWholeSentence) {
  RecordProperty("covers", "B9");
  for (const Explanation& row : all()) {
    EXPECT_FALSE(row.title.empty()) << row.reason;
    EXPECT_TRUE(row.text.ends_with('.')) << row.reason;
    EXPECT_TRUE(row.todo.empty() || row.todo.ends_with('.')) << row.reason;
    EXPECT_TRUE(!row.who.empty() || !row.todo.empty() || row.remedy != Remedy::none || row.reason == "session_needed")
        << row.reason << ": and what then?";
  }
}

TEST(Explanations, NoneNamesAKeyOfTheConfiguration) {
  RecordProperty("covers", "B23");
  const std::regex key(R"(\b[a-z]+[A-Z]\w*|\b[A-Z]{2,}_[A-Z]+)");
  for (const Explanation& row : all())
    for (const auto text : {row.title, row.text, row.who, row.todo})
      EXPECT_FALSE(std::regex_search(std::string(text), key)) << row.reason << ": " << text;
}

TEST(Explanations, AReasonWithoutARowIsToldByItsKind) {
  EXPECT_EQ(explain({Kind::unavailable, "made_up", {}, {}}).title, "Not available at the moment");
  EXPECT_EQ(explain({Kind::forbidden, "made_up", {}, {}}).title, "Not allowed");
  EXPECT_EQ(explain_upstream(504, "made_up").title, "The application does not answer");
  EXPECT_EQ(explain_upstream(408, "client_timeout").title, "The request did not arrive whole");
}

TEST(Explanations, AnotherAccountIsOfferedWhereThisOneIsTheReason) {
  RecordProperty("covers", "Q3");
  for (const std::string_view reason :
       {"principal_domain", "person_domain", "person_unknown", "token_tenant", "token_tenant_not_allowed"})
    EXPECT_EQ(explain({Kind::forbidden, reason, {}, {}}).remedy, Remedy::other_account) << reason;
}

TEST(Explanations, TheTitleNamesThePartThatIsAway) {
  RecordProperty("covers", "B9");
  const auto title = [](std::string_view reason) { return explain({Kind::unavailable, reason, {}, {}}).title; };
  for (const std::string_view reason : {"provider_unavailable", "token_endpoint", "http_timeout", "sign_in_ledger"})
    EXPECT_EQ(title(reason), "Sign-in is not available at the moment") << reason;
  EXPECT_EQ(title("graph_status"), "Your groups cannot be looked up at the moment");
  EXPECT_EQ(title("session_store"), "Sessions are not available at the moment");
}

}  // namespace
}  // namespace sallyport::gateway
