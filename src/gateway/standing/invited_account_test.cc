#include "gateway/standing/invited_account.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "gateway/standing/admission.h"

namespace sallyport::gateway {
namespace {

Settings at_contoso(bool enforced) {
  Settings settings;
  settings.authorizer.principal_domain = "contoso.example";
  settings.authorizer.enforce_principal_domain = enforced;
  return settings;
}

TEST(InvitedAddress, MustBeOneThatCanSignIn) {
  EXPECT_TRUE(check_invited_address(at_contoso(true), "ann@contoso.example"));
  const auto kept_out = check_invited_address(at_contoso(true), "ann@elsewhere.example");
  EXPECT_EQ(reason_of(kept_out), "user_email");
  EXPECT_EQ(kept_out.error().kind, Kind::rejected);
  EXPECT_TRUE(check_invited_address(at_contoso(false), "ann@elsewhere.example"));
}

TEST(InvitedAddress, MustBeReadInOneWay) {
  for (const char* address : {"", "ann", "@contoso.example", "ann@", "a@b@contoso.example", "\"a b\"@contoso.example"})
    EXPECT_EQ(reason_of(check_invited_address(at_contoso(false), address)), "user_email") << address;
}

TEST(NameOfAnAddress, IsTheLocalPartAtHomeAndTheWholeAddressElsewhere) {
  EXPECT_EQ(name_of_address("ann@contoso.example", "contoso.example"), "ann");
  EXPECT_EQ(name_of_address("ann@contoso.example", "Contoso.example"), "ann");
  EXPECT_EQ(name_of_address("ann@elsewhere.example", "contoso.example"), "ann@elsewhere.example");
  EXPECT_EQ(name_of_address("ann@contoso.example", ""), "ann@contoso.example");
}

}  // namespace
}  // namespace sallyport::gateway
