// Sample sessions and the test fixture for session_store_contract.h.
#pragma once

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/reason_of.h"
#include "session/session_store.h"
#include "stores/contract/shared_random.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::sessions {

using session::EndOf;
using session::Session;
using session::SessionDigest;

inline constexpr UnixTime kNow{1'800'000'000};
inline constexpr session::SessionLimits kLimits{.idle = Seconds(1000), .absolute = Seconds(5000)};

inline SessionDigest digest(char fill) {
  return SessionDigest{std::string(32, fill)};
}

// A session with the values that a store could get wrong: NUL bytes, several scripts, quotes, long texts and lists.
inline Session full_session(char fill) {
  Session session;
  session.digest = digest(fill);
  session.person = PersonId("0192-person");
  session.issuer = Issuer("https://login.example/t/v2.0");
  session.tenant = TenantId("9188040d-6c67-4c5b-b112-36a304b66dad");
  session.subject = Subject(std::string("sub\0ject", 8));
  session.sid = std::string("sid-") + fill;
  session.login_hint = "O.CiQ\xc3\xa4";
  session.username = "ann";
  session.display_name = "Gr\xc3\xbc\xc3\x9f \xe4\xb8\x96\xe7\x95\x8c \xf0\x9f\x9a\xaa'; DROP TABLE session; --";
  session.email = "ann@corp.example";
  session.preferred_username = std::string(5000, 'n');
  session.claims = "{\"name\":\"Gr\xc3\xbc\xc3\x9f\"}";
  session.provider = "azure";
  session.acr = "1";
  session.amr = {"pwd", "\"quoted\"", std::string("nul\0amr", 7), ""};
  session.authenticated = kNow - Seconds(60);
  session.device = "Firefox on Linux";
  session.address = "2001:db8::1";
  for (int i = 0; i < 500; ++i) session.groups.push_back("group-" + std::to_string(i));
  std::string token;
  for (int i = 0; i < 2000; ++i) token.push_back(static_cast<char>(i));
  session.sealed_refresh_token = Secret(std::move(token));
  session.created = kNow;
  session.last_seen = kNow;
  session.renew_after = UnixTime{std::numeric_limits<std::int64_t>::max()};
  session.expires = kNow + kLimits.absolute;
  return session;
}

inline void expect_same(const Session& found, const Session& wanted) {
  EXPECT_EQ(found.digest, wanted.digest);
  EXPECT_EQ(found.person, wanted.person);
  EXPECT_EQ(found.issuer, wanted.issuer);
  EXPECT_EQ(found.tenant, wanted.tenant);
  EXPECT_EQ(found.subject, wanted.subject);
  EXPECT_EQ(found.sid, wanted.sid);
  EXPECT_EQ(found.login_hint, wanted.login_hint);
  EXPECT_EQ(found.username, wanted.username);
  EXPECT_EQ(found.display_name, wanted.display_name);
  EXPECT_EQ(found.email, wanted.email);
  EXPECT_EQ(found.preferred_username, wanted.preferred_username);
  EXPECT_EQ(found.claims, wanted.claims);
  EXPECT_EQ(found.provider, wanted.provider);
  EXPECT_EQ(found.groups, wanted.groups);
  EXPECT_EQ(found.acr, wanted.acr);
  EXPECT_EQ(found.amr, wanted.amr);
  EXPECT_EQ(found.authenticated, wanted.authenticated);
  EXPECT_EQ(found.device, wanted.device);
  EXPECT_EQ(found.address, wanted.address);
  EXPECT_EQ(found.sealed_refresh_token.reveal(), wanted.sealed_refresh_token.reveal());
  EXPECT_EQ(found.created, wanted.created);
  EXPECT_EQ(found.last_seen, wanted.last_seen);
  EXPECT_EQ(found.renew_after, wanted.renew_after);
  EXPECT_EQ(found.expires, wanted.expires);
}

template <class Factory>
class SessionStoreContract : public testing::Test {
 protected:
  void SetUp() override {
    SALLYPORT_SKIP_IF_MISSING(Factory);
    store_ = factory_.sessions(kLimits, random_);
  }

  // Absent and unavailable differ: if the store does not answer, value() throws and the test fails.
  bool is_found(char fill, UnixTime now = kNow) { return store_->find(digest(fill), now).value().has_value(); }
  void create(const Session& session) { ASSERT_EQ(reason_of(store_->create(session)), "none"); }
  void create(char fill) { create(full_session(fill)); }
  session::RenewalLease lease(char fill, UnixTime now = kNow) {
    return store_->lease_renewal(digest(fill), now).value().value();
  }

  SharedRandom random_;
  Factory factory_;
  std::unique_ptr<session::SessionStore> store_;
};
TYPED_TEST_SUITE_P(SessionStoreContract);

}  // namespace sallyport::stores::contract::sessions
