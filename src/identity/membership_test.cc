#include "identity/membership.h"

#include <gtest/gtest.h>

namespace sallyport::identity {
namespace {

using Roles = std::vector<std::string>;

TEST(GivenRoles, WhatTheProviderSaidLastCountsForNothing) {
  RecordProperty("covers", "A4");
  EXPECT_EQ(given_roles({{"Admin", Origin::provider}, {"Reader", Origin::administrator}}), Roles{"Reader"});
}

TEST(GivenRoles, EachComesOnceAndSorted) {
  EXPECT_EQ(
      given_roles({{"Writer", Origin::default_}, {"Reader", Origin::default_}, {"Reader", Origin::administrator}}),
      (Roles{"Reader", "Writer"}));
  EXPECT_TRUE(given_roles({}).empty());
}

}  // namespace
}  // namespace sallyport::identity
