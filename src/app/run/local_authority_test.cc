#include "app/run/local_authority.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "app/os/secret_file.h"
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
  const auto again = load_local_authority(data_dir, {}, kNow, random);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->certificate.der, first->certificate.der);
  EXPECT_EQ(again->server.certificate_pem, first->server.certificate_pem);
  EXPECT_EQ(again->server.key_pem.reveal(), first->server.key_pem.reveal());
}

TEST_F(LocalAuthorityTest, NobodyElseReadsItsFilesAndItsKeyIsInNone) {
  ASSERT_TRUE(load_local_authority(data_dir, {}, kNow, random));
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(data_dir)) {
    names.push_back(entry.path().filename());
    EXPECT_EQ(mode_of(entry.path()), 0600U) << entry.path();
  }
  std::ranges::sort(names);
  EXPECT_EQ(names, (std::vector<std::string>{"ca-server-key.pem", "ca-server.pem", "ca.pem"}));
  EXPECT_EQ(mode_of(data_dir), 0700U);
}

// A folder of version 0.1.0 has the authority's key, and people have installed the authority.
TEST_F(LocalAuthorityTest, OneThatIsInstalledStaysAndItsKeyGoes) {
  const auto key = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
  const auto installed =
      *crypto::make_authority({"CA", {"localhost"}, {"127.0.0.1", "::1"}, kNow, kNow + Seconds(5 * 365 * 86'400)}, key);
  std::filesystem::create_directories(data_dir);
  ASSERT_TRUE(write_private_file(data_dir + "/ca.pem", installed.to_pem(), random));
  ASSERT_TRUE(write_private_file(data_dir + "/ca-key.pem", key.to_pem().reveal(), random));
  const auto opened = load_local_authority(data_dir, {}, kNow, random);
  ASSERT_TRUE(opened) << opened.error().reason;
  EXPECT_EQ(opened->certificate.der, installed.der);
  EXPECT_FALSE(std::filesystem::exists(data_dir + "/ca-key.pem"));
  EXPECT_EQ(load_local_authority(data_dir, {}, kNow, random)->server.certificate_pem, opened->server.certificate_pem);
}

TEST_F(LocalAuthorityTest, WithoutItsServerItIsMadeAnew) {
  const auto first = load_local_authority(data_dir, {}, kNow, random);
  ASSERT_TRUE(first);
  std::filesystem::remove(data_dir + "/ca-server-key.pem");
  const auto second = load_local_authority(data_dir, {}, kNow, random);
  ASSERT_TRUE(second);
  EXPECT_NE(second->certificate.der, first->certificate.der);
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

}  // namespace
}  // namespace sallyport::app
