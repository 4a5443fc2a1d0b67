#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "app/commands/command_line.h"
#include "app/config/build/load.h"
#include "app/os/secret_file.h"
#include "app/run/keys.h"
#include "crypto/system_random.h"
#include "stores/open_gateway.h"

namespace sallyport::app {
namespace {

class KeyCommand : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/sallyport_key_XXXXXX";
    directory_ = ::mkdtemp(name);
    config_ = directory_ + "/sallyport.yaml";
    configure("");
    put("key", "0123456789abcdef0123456789abcdef");
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  void configure(const std::string& store) {
    std::ofstream(config_) << "server: {publicUrl: \"http://localhost:8585\", dataDir: " << directory_ << "/data}\n"
                           << "authenticationConfiguration: {provider: basic}\n"
                           << store;
  }
  void put(const std::string& name, const std::string& text) {
    ASSERT_TRUE(write_private_file(directory_ + "/" + name, text, random_));
  }

  int run(const std::string& arguments) {
    std::istringstream words(arguments + " --config " + config_);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int exit_code = run_command_line({std::istream_iterator<std::string>(words), {}});
    out_ = testing::internal::GetCapturedStdout();
    complaint_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }
  std::ptrdiff_t lines() const { return std::ranges::count(out_, '\n'); }

  // What a start of the gateway does with the store and the keys, as if it happened at `when`.
  void start(UnixTime when) {
    const auto config = config::load_config(config_, config::process_surroundings());
    ASSERT_TRUE(config.settings);
    ASSERT_TRUE(ensure_data_dir(directory_ + "/data"));
    const SystemClock real;
    const auto stores =
        stores::open_gateway_stores({.path = directory_ + "/data/sallyport.db"}, random_, real, log_).value();
    const FixedClock clock(when);
    const auto keys = open_keys(*config.settings, stores->keys(), nullptr, {clock, random_, log_});
    ASSERT_TRUE(keys) << keys.error().reason;
    kid_ = keys->own_keys.kid();
  }

  NoLog log_;
  crypto::SystemRandom random_;
  std::string directory_;
  std::string config_;
  std::string out_;
  std::string complaint_;
  std::string kid_;
};

TEST_F(KeyCommand, ListsAndRotatesTheKeysInFiles) {
  EXPECT_EQ(run("key list"), 1) << "the gateway has not started yet";
  EXPECT_NE(complaint_.find("key_files_missing"), std::string::npos) << complaint_;
  start(SystemClock().now());
  ASSERT_EQ(run("key list"), 0) << complaint_;
  EXPECT_EQ(lines(), 2) << out_;
  const std::string before = kid_;
  ASSERT_EQ(run("key rotate"), 0) << complaint_;
  EXPECT_NE(out_.find("reload the gateway"), std::string::npos) << out_;
  start(SystemClock().now());
  EXPECT_NE(kid_, before);
  ASSERT_EQ(run("key list"), 0);
  EXPECT_EQ(lines(), 6) << out_;
  EXPECT_NE(out_.find("\"use\":\"previous\",\"kid\":\"" + before), std::string::npos) << out_;
  EXPECT_EQ(run("key rotate"), 1) << "the previous ones may be needed";
  EXPECT_EQ(run("key rotate --forget-previous"), 0) << complaint_;
}

TEST_F(KeyCommand, ListsAndRotatesTheKeysInTheStore) {
  configure("store: {keyFile: key}\n");
  const UnixTime now = SystemClock().now();
  start(now - Seconds(3600));
  ASSERT_EQ(run("key list"), 0) << complaint_;
  EXPECT_EQ(lines(), 2) << out_;
  EXPECT_NE(out_.find("\"generation\":1,\"use\":\"current\""), std::string::npos) << out_;
  const std::string before = kid_;
  ASSERT_EQ(run("key rotate"), 0) << complaint_;
  start(now);
  EXPECT_NE(kid_, before);
  EXPECT_EQ(run("key rotate"), 1);
  EXPECT_NE(complaint_.find("keys_rotated_just_now"), std::string::npos) << complaint_;
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/data/sealing.key"));
}

TEST_F(KeyCommand, AnotherKeyFileOpensNothing) {
  configure("store: {keyFile: key}\n");
  start(SystemClock().now() - Seconds(3600));
  put("key", "0123456789abcdef0123456789abcdeF");
  for (const char* const command : {"key list", "key rotate"}) {
    EXPECT_EQ(run(command), 1) << command;
    EXPECT_NE(complaint_.find("store_key_wrong"), std::string::npos) << complaint_;
  }
}

TEST_F(KeyCommand, AKeyFileThatCannotBeReadIsNotTakenForNone) {
  start(SystemClock().now());
  configure("store: {keyFile: nowhere}\n");
  EXPECT_EQ(run("key rotate"), 1);
  EXPECT_NE(complaint_.find("store.keyFile"), std::string::npos) << complaint_;
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/data/sealing.key.previous"));
}

}  // namespace
}  // namespace sallyport::app
