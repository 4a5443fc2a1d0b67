#include "app/startup_memory.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace sallyport::app {
namespace {

// Bytes of program code that are mapped: "Rss" of all that may be run and comes from a file.
std::size_t mapped_code() {
  std::ifstream maps("/proc/self/smaps");
  std::size_t total = 0;
  bool code = false;
  for (std::string line; std::getline(maps, line);) {
    const std::size_t space = line.find(' ');
    if (space == std::string::npos) continue;
    if (line.find('-') < space) code = line.compare(space + 1, 4, "r-xp") == 0 && line.find('/') != std::string::npos;
    if (code && line.starts_with("Rss:")) total += std::stoul(line.substr(4)) * 1024;
  }
  return total;
}

TEST(StartupMemory, CodeIsGivenBackAndRunsAllTheSame) {
  const std::size_t before = mapped_code();
  ASSERT_GT(before, 0U);
  release_startup_memory();
  const std::size_t after = mapped_code();
  EXPECT_LT(after, before / 2);
  EXPECT_EQ(std::to_string(12345), "12345");
}

TEST(StartupMemory, WhatWasWrittenStays) {
  static std::string text = "before";
  text = "since the start";
  release_startup_memory();
  EXPECT_EQ(text, "since the start");
}

}  // namespace
}  // namespace sallyport::app
