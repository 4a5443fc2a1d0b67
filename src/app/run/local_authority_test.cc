#include "app/run/local_authority.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "crypto/system_random.h"
#include "stores/contract/scratch_file.h"

namespace sallyport::app {
namespace {

constexpr UnixTime kNow{1'800'000'000};

unsigned mode_of(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0U;
}

class LocalAuthorityTest : public ::testing::Test {
 protected:
  stores::ScratchFile scratch;
  std::string data_dir = scratch.path() + ".d";
  crypto::SystemRandom random;
};

TEST_F(LocalAuthorityTest, IsMadeOnceAndFoundAgain) {
  const auto first = load_local_authority(data_dir, {}, kNow, random);
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_EQ(first->ca_file, data_dir + "/ca.pem");
  EXPECT_EQ(load_local_authority(data_dir, {}, kNow, random)->certificate.der, first->certificate.der);
}

TEST_F(LocalAuthorityTest, NobodyElseReadsItsFiles) {
  ASSERT_TRUE(load_local_authority(data_dir, {}, kNow, random));
  EXPECT_EQ(mode_of(data_dir + "/ca-key.pem"), 0600U);
  EXPECT_EQ(mode_of(data_dir + "/ca.pem"), 0600U);
  EXPECT_EQ(mode_of(data_dir), 0700U);
}

TEST_F(LocalAuthorityTest, OtherNamesHaveAnAuthorityOfTheirOwn) {  // the certificate is bound to its names
  const auto first = load_local_authority(data_dir, {}, kNow, random);
  const auto other = load_local_authority(data_dir, {"directory.test"}, kNow, random);
  ASSERT_TRUE(first && other);
  EXPECT_NE(first->ca_file, other->ca_file);
}

TEST_F(LocalAuthorityTest, IsRenewedBeforeItEnds) {
  const auto first = load_local_authority(data_dir, {}, kNow, random);
  ASSERT_TRUE(first);
  const auto late = load_local_authority(data_dir, {}, first->certificate.not_after() - Seconds(29 * 86400), random);
  ASSERT_TRUE(late);
  EXPECT_NE(late->certificate.der, first->certificate.der);
}

TEST_F(LocalAuthorityTest, EachStartHasANewServerIdentity) {
  const auto authority = load_local_authority(data_dir, {}, kNow, random);
  ASSERT_TRUE(authority);
  const auto first = make_server_identity(*authority, {}, kNow);
  const auto second = make_server_identity(*authority, {}, kNow);
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->certificate_pem, second->certificate_pem);
}

}  // namespace
}  // namespace sallyport::app
