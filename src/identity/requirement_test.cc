#include "identity/requirement.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::identity {
namespace {

TEST(Policy, WithoutARequirementWhoeverIsSignedInMayPass) {
  EXPECT_TRUE(decide({}, {}, false));
}

TEST(Policy, OneOfTheRolesIsEnough) {
  EXPECT_TRUE(decide({.any_role = {"reader", "writer"}}, {"other", "writer"}, false));
}

TEST(Policy, NoneOfTheRolesIsForbiddenAndNamesThem) {
  const auto decided = decide({.any_role = {"reader", "writer"}}, {"other"}, false);
  ASSERT_EQ(reason_of(decided), "role_missing");
  EXPECT_EQ(decided.error().kind, Kind::forbidden);
  EXPECT_EQ(decided.error().detail, "reader or writer");
}

TEST(Policy, RolesCompareExactly) {
  for (const char* role : {"Writer", "writer ", "write", "writers", ""})
    EXPECT_EQ(reason_of(decide({.any_role = {"writer"}}, {role}, false)), "role_missing") << role;
}

TEST(Policy, EmptyRoleIsHeldByNobody) {
  EXPECT_EQ(reason_of(decide({.any_role = {""}}, {""}, false)), "role_missing");
}

TEST(Policy, RoleDoesNotReplaceTheAdmin) {
  EXPECT_EQ(reason_of(decide({.any_role = {"writer"}, .admin = true}, {"writer"}, false)), "admin_needed");
  EXPECT_EQ(reason_of(decide({.admin = true}, {"admin"}, false)), "admin_needed");  // the role is not enough
}

TEST(Policy, AdminPassesEveryRequirement) {
  EXPECT_TRUE(decide({.admin = true}, {}, true));
  EXPECT_TRUE(decide({.any_role = {"writer"}}, {}, true));
}

}  // namespace
}  // namespace sallyport::identity
