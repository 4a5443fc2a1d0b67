// The tests that every sign-in log must pass. A test instantiates the suite with a factory type:
//   struct Factory { std::unique_ptr<entra::SignInLog> log(std::size_t most); };
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>

#include "entra/sign_in_log.h"
#include "stores/contract/directory_fixture.h"

namespace sallyport::stores::contract {

inline entra::SignInAttempt attempt(int number, std::string tenant = "t1", std::string user = "u1",
                                    std::string app = "a1") {
  entra::SignInAttempt made;
  made.id = "id-" + std::to_string(number);
  made.correlation_id = "correlation";
  made.time = UnixTime{1'800'000'000};
  made.tenant = TenantId(std::move(tenant));
  made.endpoint = "token";
  made.grant_type = "client_credentials";
  made.user = entra::ObjectId(std::move(user));
  made.user_name = "alice@contoso.example";
  made.user_display_name = "Alice \"A\" Adams";
  made.app = ClientId(std::move(app));
  made.app_name = "App <1>";
  made.resource = ClientId("r1");
  made.resource_name = "Microsoft Graph";
  made.address = "127.0.0.1";
  made.policies = {{entra::ObjectId("p1"),
                    "Second factor",
                    entra::PolicyResult::report_only_interrupted,
                    {entra::GrantControl::mfa, entra::GrantControl::password_change},
                    true}};
  made.code = 7000215;
  made.error = "invalid_client";
  made.reason = "Invalid client secret provided.";
  made.sent = {{"client_id", "a1", true}, {"client_secret", "", false}};
  made.parameter = "client_secret";
  made.expected = "the value of the secret";
  made.fix = "Make a new secret.";
  return made;
}

template <class Factory>
class SignInLogContract : public ::testing::Test {
 protected:
  static std::vector<std::string> ids(const Result<entra::SignInPage>& page) {
    std::vector<std::string> all;
    for (const entra::SignInAttempt& entry : page.value().entries) all.push_back(entry.id);
    return all;
  }

  Factory factory_;
};
TYPED_TEST_SUITE_P(SignInLogContract);

TYPED_TEST_P(SignInLogContract, ReturnsWhatWasAppendedTheNewestFirst) {
  const auto log = this->factory_.log(100);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(log->append(attempt(i)));
  const auto page = log->page(TenantId("t1"), {});
  ASSERT_TRUE(page);
  ASSERT_EQ(page->entries.size(), 3U);
  EXPECT_EQ(page->entries[0], attempt(2));
  EXPECT_EQ(page->entries[2], attempt(0));
  EXPECT_TRUE(page->next.empty());
}

TYPED_TEST_P(SignInLogContract, PagesFollowEachOtherWhileEntriesArrive) {
  const auto log = this->factory_.log(100);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(log->append(attempt(i)));
  entra::SignInPageRequest request;
  request.limit = 2;
  const auto first = log->page(TenantId("t1"), request);
  EXPECT_EQ(this->ids(first), (std::vector<std::string>{"id-4", "id-3"}));
  ASSERT_TRUE(log->append(attempt(5)));
  request.after = first->next;
  const auto second = log->page(TenantId("t1"), request);
  EXPECT_EQ(this->ids(second), (std::vector<std::string>{"id-2", "id-1"}));
  request.after = second->next;
  const auto third = log->page(TenantId("t1"), request);
  EXPECT_EQ(this->ids(third), std::vector<std::string>{"id-0"});
  EXPECT_TRUE(third->next.empty());
}

TYPED_TEST_P(SignInLogContract, ATenantSeesOnlyItsOwnEntries) {
  const auto log = this->factory_.log(100);
  ASSERT_TRUE(log->append(attempt(1, "t1")));
  ASSERT_TRUE(log->append(attempt(2, "t2")));
  EXPECT_EQ(this->ids(log->page(TenantId("t1"), {})), std::vector<std::string>{"id-1"});
  EXPECT_TRUE(log->find(TenantId("t1"), "id-1").value());
  EXPECT_FALSE(log->find(TenantId("t1"), "id-2").value());
  EXPECT_TRUE(log->page(TenantId("t3"), {})->entries.empty());
}

TYPED_TEST_P(SignInLogContract, EntriesOfOnePersonOrApplication) {
  const auto log = this->factory_.log(100);
  ASSERT_TRUE(log->append(attempt(1, "t1", "u1", "a1")));
  ASSERT_TRUE(log->append(attempt(2, "t1", "u2", "a1")));
  ASSERT_TRUE(log->append(attempt(3, "t1", "u1", "a2")));
  const auto page = [&](std::string user, std::string app) {
    entra::SignInPageRequest request;
    request.user = entra::ObjectId(std::move(user));
    request.app = ClientId(std::move(app));
    return this->ids(log->page(TenantId("t1"), request));
  };
  EXPECT_EQ(page("u1", ""), (std::vector<std::string>{"id-3", "id-1"}));
  EXPECT_EQ(page("", "a1"), (std::vector<std::string>{"id-2", "id-1"}));
  EXPECT_EQ(page("u1", "a2"), std::vector<std::string>{"id-3"});
}

TYPED_TEST_P(SignInLogContract, TheOldestEntriesGoFirst) {
  const auto log = this->factory_.log(3);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(log->append(attempt(i)));
  EXPECT_EQ(this->ids(log->page(TenantId("t1"), {})), (std::vector<std::string>{"id-9", "id-8", "id-7"}));
}

TYPED_TEST_P(SignInLogContract, ManyThreadsLoseNothing) {
  const auto log = this->factory_.log(1000);
  std::atomic<int> next{0};
  EXPECT_EQ(race(200, [&] { return log->append(attempt(next++)).has_value(); }), 200);
  entra::SignInPageRequest request;
  request.limit = 999;
  EXPECT_EQ(log->page(TenantId("t1"), request)->entries.size(), 200U);
}

TYPED_TEST_P(SignInLogContract, ClearedItIsEmptyAndGoesOn) {
  const auto log = this->factory_.log(10);
  ASSERT_TRUE(log->append(attempt(1, "t1")));
  ASSERT_TRUE(log->append(attempt(2, "t2")));
  ASSERT_TRUE(log->clear());
  EXPECT_TRUE(log->page(TenantId("t1"), {})->entries.empty());
  EXPECT_FALSE(log->find(TenantId("t2"), "id-2").value());
  ASSERT_TRUE(log->append(attempt(3, "t1")));
  EXPECT_EQ(this->ids(log->page(TenantId("t1"), {})), std::vector<std::string>{"id-3"});
}

TYPED_TEST_P(SignInLogContract, WrongPagesAreRefused) {
  const auto log = this->factory_.log(10);
  const auto reason = [&](std::string after, std::size_t limit) {
    entra::SignInPageRequest request;
    request.after = std::move(after);
    request.limit = limit;
    const auto page = log->page(TenantId("t1"), request);
    return page ? std::string_view() : page.error().reason;
  };
  EXPECT_EQ(reason("x", 10), "page_after");
  EXPECT_EQ(reason("-1", 10), "page_after");
  EXPECT_EQ(reason("", 0), "page_limit");
  EXPECT_EQ(reason("", 1000), "page_limit");
}

REGISTER_TYPED_TEST_SUITE_P(SignInLogContract, ReturnsWhatWasAppendedTheNewestFirst,
                            PagesFollowEachOtherWhileEntriesArrive, ATenantSeesOnlyItsOwnEntries,
                            EntriesOfOnePersonOrApplication, TheOldestEntriesGoFirst, ManyThreadsLoseNothing,
                            ClearedItIsEmptyAndGoesOn, WrongPagesAreRefused);

}  // namespace sallyport::stores::contract
