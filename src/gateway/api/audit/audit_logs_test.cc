#include "gateway/api/audit/audit_logs.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"
#include "http/url.h"

namespace sallyport::gateway {
namespace {

using testing::Reply;
using testing::World;

constexpr std::string_view kLogs = "/api/v1/audit/logs";
constexpr std::string_view kExport = "/api/v1/audit/export";

class AuditLogs : public ::testing::Test {
 protected:
  explicit AuditLogs(std::vector<std::string> admins = {"ann"})
      : world_([&](Settings& settings) { settings.authorizer.admin_principals = admins; }) {
    world_.sign_in();
    for (int i = 1; i <= 25; ++i) {
      audit::Entry entry{.time = UnixTime{1'790'000'000 + i}, .event = i % 5 == 0 ? "sign_out" : "sign_in"};
      entry.who = {"person", "p" + std::to_string(i), i % 2 == 0 ? "ann" : "bob"};
      entry.request_id = "r" + std::to_string(i);
      EXPECT_TRUE(world_.audit.append("n1", {}, {entry}));
    }
  }

  Reply get(std::string_view path, std::string_view query = "") {
    return world_.get(std::string(path) + (query.empty() ? "" : "?" + std::string(query)),
                      {{"Accept", "application/json"}});
  }
  static json::Object body_of(const Reply& reply) { return json::parse_object(reply.body).value(); }
  static std::vector<std::int64_t> sequences(const json::Object& body) {
    std::vector<std::int64_t> found;
    for (const json::Value& record : *body.find("data")->as_array())
      found.push_back(*record.as_object()->find("sequence")->as_integer());
    return found;
  }
  static std::string after(const json::Object& body) {
    const json::Value* const cursor = body.find("paging")->as_object()->find("after");
    return cursor ? *cursor->as_string() : "";
  }

  World world_;
};

class AuditLogsOfOthers : public AuditLogs {
 protected:
  AuditLogsOfOthers() : AuditLogs(std::vector<std::string>{}) {}
};

TEST_F(AuditLogs, PagesGoFromTheNewestRecordToTheOldest) {
  std::vector<std::int64_t> all;
  std::string cursor;
  for (int page = 0; page < 3; ++page) {
    const Reply reply = get(kLogs, cursor.empty() ? "" : "after=" + http::percent_encode(cursor));
    ASSERT_EQ(reply.status, 200) << reply.body;
    const auto found = sequences(body_of(reply));
    all.insert(all.end(), found.begin(), found.end());
    cursor = after(body_of(reply));
  }
  EXPECT_EQ(cursor, "") << "there are three pages";
  ASSERT_EQ(all.size(), 25U);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], static_cast<std::int64_t>(25 - i));
}

TEST_F(AuditLogs, FiltersSelectRecords) {
  using Found = std::vector<std::int64_t>;
  EXPECT_EQ(sequences(body_of(get(kLogs, "event=sign_out&who=ann"))), (Found{20, 10}));
  EXPECT_EQ(sequences(body_of(get(kLogs, "who=p7"))), Found{7});
  EXPECT_EQ(sequences(body_of(get(kLogs, "requestId=r9"))), Found{9});
  EXPECT_EQ(sequences(body_of(get(kLogs, "from=1790000023000"))), (Found{25, 24, 23}));
  EXPECT_EQ(sequences(body_of(get(kLogs, "to=1790000003000"))), (Found{2, 1}));
  EXPECT_EQ(sequences(body_of(get(kLogs, "outcome=refused"))), Found{});
  EXPECT_EQ(sequences(body_of(get("/api/sallyport/v1/audit/logs", "who=p7"))), Found{7});
}

TEST_F(AuditLogs, AWrongQuestionIsRefused) {
  const std::string cursor = after(body_of(get(kLogs, "limit=2")));
  for (const std::string& query : {std::string("outcome=success"), std::string("from=yesterday"), std::string("to=-1"),
                                   std::string("limit=1001"), std::string("after=x"), std::string("before=x"),
                                   std::string("who=a&who=b"), "event=sign_in&after=" + http::percent_encode(cursor)})
    EXPECT_EQ(get(kLogs, query).status, 400) << query;
}

TEST_F(AuditLogs, TheExportIsALineForEachRecordAndNamesTheNextPage) {
  const Reply first = get(kExport, "limit=20&event=sign_in");
  ASSERT_EQ(first.status, 200);
  EXPECT_EQ(first.header("Content-Type"), "application/x-ndjson");
  EXPECT_EQ(std::ranges::count(first.body, '\n'), 20);
  EXPECT_EQ(first.header("Link"), "") << "there are exactly 20";
  const Reply page = get(kExport, "limit=15&event=sign_in");
  const std::string link = page.header("Link");
  ASSERT_TRUE(link.starts_with("<https://app.example/api/v1/audit/export?limit=15&event=sign_in&after=")) << link;
  const Reply next = get(link.substr(20, link.find('>') - 20));
  EXPECT_EQ(std::ranges::count(next.body, '\n'), 5);
  EXPECT_EQ(next.header("Link"), "");
}

TEST_F(AuditLogsOfOthers, AreNotShown) {
  for (const std::string_view path : {kLogs, kExport}) {
    const Reply reply = get(path);
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.body.find("sequence"), std::string::npos);
    EXPECT_EQ(get(path, "outcome=success").status, 403) << "before the question is looked at";
  }
}

TEST(AuditLogsOfNobody, AreNotShown) {
  World world;
  EXPECT_EQ(world.send("GET", kLogs).status, 401);
  EXPECT_EQ(world.send("GET", kExport).status, 401);
}

}  // namespace
}  // namespace sallyport::gateway
