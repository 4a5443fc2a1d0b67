#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "app/commands/command_line.h"
#include "base/json.h"

namespace sallyport::app {
namespace {

struct RanConfig {
  int exit_code = -1;
  std::string out;
};

RanConfig run_config(const std::string& arguments) {
  std::istringstream words(arguments);
  RanConfig ran;
  testing::internal::CaptureStdout();
  ran.exit_code = run_command_line({std::istream_iterator<std::string>(words), {}});
  ran.out = testing::internal::GetCapturedStdout();
  return ran;
}

class ConfigCommand : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/sallyport_command_XXXXXX";
    directory_ = ::mkdtemp(name);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string file(const std::string& text) {
    const auto path = directory_ + "/c.yaml";
    std::ofstream(path) << text;
    return path;
  }

  std::string directory_;
};

TEST_F(ConfigCommand, AFineFileEndsWith0) {
  const auto ran = run_config("config check " + file("server:\n  port: 9000\n"));
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_NE(ran.out.find(": fine\n"), std::string::npos);
}

TEST_F(ConfigCommand, ARefusedFileEndsWith1AndSaysWhereAndWhatToWrite) {
  const auto path = file("server:\n  prot: 9000\n");
  const auto ran = run_config("config check " + path);
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.out.find(path + ":2: refused: server.prot: "), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("did you mean `port`?"), std::string::npos);
}

TEST_F(ConfigCommand, StrictRefusesWhatIsOtherwisePutRight) {
  const auto path = file("server:\n  trustedProxies: 10.0.0.1\n");
  EXPECT_EQ(run_config("config check " + path).exit_code, 0);
  EXPECT_EQ(run_config("config check --strict " + path).exit_code, 1);
}

TEST_F(ConfigCommand, JsonIsOneObject) {
  const auto ran = run_config("config check --json " + file("server:\n  prot: 1\n"));
  EXPECT_EQ(ran.exit_code, 1);
  const auto object = json::parse_object(ran.out.substr(0, ran.out.size() - 1));
  ASSERT_TRUE(object) << ran.out;
  EXPECT_EQ(object->find("findings")->as_array()->size(), 1u);
}

TEST_F(ConfigCommand, AFileThatIsNotThereEndsWith1) {
  EXPECT_EQ(run_config("config check " + directory_ + "/none").exit_code, 1);
}

TEST_F(ConfigCommand, NoFileIsAMistakeInUsage) {
  EXPECT_EQ(run_config("config check").exit_code, 2);
}

TEST_F(ConfigCommand, TheReferenceIsPrinted) {
  const auto ran = run_config("config reference");
  EXPECT_EQ(ran.out.substr(0, 16), "# Configuration\n");
}

}  // namespace
}  // namespace sallyport::app
