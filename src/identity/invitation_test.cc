#include "identity/invitation.h"

#include <gtest/gtest.h>

namespace sallyport::identity {
namespace {

Arrival arrival() {
  return {{"azure", Issuer("https://login.example/t/v2.0"), TenantId("t"), Subject("oid-1")}, {}, "ann@corp.example"};
}

InvitedAccount by_address() {
  return {"azure", Issuer(), TenantId("t"), "ann@corp.example", Subject()};
}

TEST(Invitation, AnAddressFitsWhereItsTenantVouchesForIt) {
  EXPECT_TRUE(fits(by_address(), arrival()));
  Arrival unproven = arrival();
  unproven.proven_address.clear();
  EXPECT_FALSE(fits(by_address(), unproven)) << "anybody may call himself by any address";
  Arrival elsewhere = arrival();
  elsewhere.key.tenant = TenantId("other");
  EXPECT_FALSE(fits(by_address(), elsewhere)) << "another tenant may write the same address";
  Arrival other_provider = arrival();
  other_provider.key.provider = "oidc";
  EXPECT_FALSE(fits(by_address(), other_provider));
}

TEST(Invitation, AnObjectIdFitsWhateverTheAddress) {
  const InvitedAccount account{"azure", Issuer(), TenantId("t"), "", Subject("oid-1")};
  Arrival unproven = arrival();
  unproven.proven_address.clear();
  EXPECT_TRUE(fits(account, unproven));
  Arrival other = arrival();
  other.key.subject = Subject("oid-2");
  EXPECT_FALSE(fits(account, other));
}

TEST(Invitation, AnIssuerThatIsNamedMustBeTheOne) {
  InvitedAccount account{"oidc", Issuer("https://a.example"), TenantId(), "ann@corp.example", Subject()};
  Arrival at_a = arrival();
  at_a.key = {"oidc", Issuer("https://a.example"), TenantId(), Subject("s")};
  EXPECT_TRUE(fits(account, at_a));
  at_a.key.issuer = Issuer("https://b.example");
  EXPECT_FALSE(fits(account, at_a));
}

TEST(Invitation, OneThatDoesNotNameOneAccountIsIndefinite) {
  EXPECT_TRUE(is_definite(by_address()));
  InvitedAccount account = by_address();
  account.tenant = TenantId();
  EXPECT_FALSE(is_definite(account)) << "any tenant could write the address";
  account = by_address();
  account.address.clear();
  EXPECT_FALSE(is_definite(account)) << "it would fit everybody without an address";
  Arrival nameless = arrival();
  nameless.proven_address.clear();
  EXPECT_FALSE(fits(account, nameless));
  account.address = "ann@corp.example";
  account.subject = Subject("oid-1");
  EXPECT_FALSE(is_definite(account)) << "two names could mean two accounts";
}

}  // namespace
}  // namespace sallyport::identity
