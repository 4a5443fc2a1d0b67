#include "app/run/control_token.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "stores/contract/scratch_file.h"

namespace sallyport::app {
namespace {

class ControlToken : public ::testing::Test {
 protected:
  // "none", or the reason of the refusal.
  std::string read(const std::string& text, mode_t mode = 0600) {
    std::ofstream(scratch.path()) << text;
    chmod(scratch.path().c_str(), mode);
    const auto token = read_control_token(scratch.path());
    if (!token) return std::string(token.error().reason);
    value = token->reveal();
    return "none";
  }

  stores::ScratchFile scratch;
  std::string value;
};

TEST_F(ControlToken, IsTheFirstLine) {
  EXPECT_EQ(read("0123456789abcdef\nmore\n"), "none");
  EXPECT_EQ(value, "0123456789abcdef");
  EXPECT_EQ(read("  0123456789abcdef \r\n"), "none");
  EXPECT_EQ(value, "0123456789abcdef");
}

TEST_F(ControlToken, AFileThatOthersReadIsRefused) {
  for (const mode_t mode : {0640U, 0620U, 0604U, 0602U, 0666U})
    EXPECT_EQ(read("0123456789abcdef", mode), "control_token_file");
}

TEST_F(ControlToken, WhatIsNoTokenIsRefused) {
  for (const char* text : {"", "\n0123456789abcdef", "0123456789abcde", "0123456789 abcdef", "0123456789\tabcdef"})
    EXPECT_EQ(read(text), "control_token_file") << text;
  EXPECT_EQ(read_control_token("/nowhere/at/all").error().reason, "control_token_file");
  EXPECT_EQ(read_control_token("/dev/null").error().reason, "control_token_file");
}

}  // namespace
}  // namespace sallyport::app
