#include "app/commands/shared/start_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/config/build/load.h"
#include "app/os/secret_file.h"
#include "crypto/key.h"
#include "crypto/system_random.h"

namespace sallyport::app {
namespace {

class StartFiles : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/sallyport_start_XXXXXX";
    directory_ = ::mkdtemp(name);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::vector<config::Finding> check(const std::string& more = "") {
    const auto loaded = config::load_config_text("server:\n  dataDir: " + directory_ + "/data\n" + more, "c.yaml",
                                                 config::process_surroundings());
    EXPECT_TRUE(loaded.settings);
    return loaded.settings ? check_start_files(loaded, random_) : std::vector<config::Finding>();
  }

  std::string directory_;
  crypto::SystemRandom random_;
};

TEST_F(StartFiles, NothingIsMadeAndNothingIsMissingBeforeTheFirstStart) {
  EXPECT_TRUE(check().empty());
  EXPECT_TRUE(std::filesystem::is_empty(directory_));
}

TEST_F(StartFiles, AKeyWhoseFolderIsNotThereIsNamed) {
  RecordProperty("covers", "B19");
  const auto findings =
      check("jwtTokenConfiguration:\n  rsaprivateKeyFilePath: " + directory_ + "/conf/private_key.der\n");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].rule, "start_would_fail");
  EXPECT_EQ(findings[0].severity, config::Severity::refused);
  EXPECT_EQ(findings[0].key, "jwtTokenConfiguration.rsaprivateKeyFilePath");
  EXPECT_EQ(findings[0].line, 4);
  EXPECT_NE(findings[0].wrong.find("its folder is not there"), std::string::npos);
}

TEST_F(StartFiles, AKeyThatIsNoneOrOpenToOthersIsNamed) {
  RecordProperty("covers", "B19, A14");
  const auto path = directory_ + "/key.pem";
  const auto more = "jwtTokenConfiguration:\n  rsaprivateKeyFilePath: " + path + "\n";
  std::ofstream(path) << "no key";
  ::chmod(path.c_str(), 0600);
  ASSERT_EQ(check(more).size(), 1u);
  std::ofstream(path) << crypto::PrivateKey::generate_rsa(2048).to_pem().reveal();
  EXPECT_TRUE(check(more).empty());
  ::chmod(path.c_str(), 0644);
  ASSERT_EQ(check(more).size(), 1u);
  EXPECT_NE(check(more)[0].write.find("chmod 600"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/data"));
}

TEST_F(StartFiles, ADamagedSealingKeyIsNamed) {
  RecordProperty("covers", "B19");
  ASSERT_TRUE(ensure_data_dir(directory_ + "/data"));
  ASSERT_TRUE(write_private_file(directory_ + "/data/sealing.key", "short", random_));
  const auto findings = check();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].key, "server.dataDir");
}

TEST_F(StartFiles, ADataFolderThatCannotBeMadeIsNamed) {
  RecordProperty("covers", "B19");
  std::ofstream(directory_ + "/data") << "a file";
  const auto findings = check("store:\n  path: " + directory_ + "/nosuch/s.db\n");
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].key, "server.dataDir");
  EXPECT_EQ(findings[1].key, "store.path");
}

}  // namespace
}  // namespace sallyport::app
