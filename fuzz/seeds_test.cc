// Runs every seed of every target as a test of its own, so that an error that was found once stays corrected. CMake
// makes `targets.inc`.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "fuzz/fuzz.h"

namespace sallyport::fuzz {

#define TARGET(name) void fuzz_##name(std::string_view text);
#include "targets.inc"
#undef TARGET

namespace {

using std::filesystem::path;

struct Target {
  const char* name;
  void (*fuzz_one)(std::string_view);
};

constexpr Target kTargets[] = {
#define TARGET(name) {#name, fuzz_##name},
#include "targets.inc"
#undef TARGET
};

std::string read(const path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<path> seeds_of(const Target& target) {
  const path folder = path("fuzz/seeds") / target.name;
  std::vector<path> files;
  if (std::filesystem::exists(folder))
    for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

class Seed : public testing::Test {
 public:
  Seed(const Target& target, path file) : target_(target), file_(std::move(file)) {}
  void TestBody() override {
    try {
      target_.fuzz_one(read(file_));
    } catch (const Broken&) {
      ADD_FAILURE() << file_;
    }
  }

 private:
  const Target& target_;
  path file_;
};

class NoSeeds : public testing::Test {
 public:
  void TestBody() override { ADD_FAILURE() << "a target without seeds begins with nothing"; }
};

void register_seeds(const Target& target) {
  const std::vector<path> files = seeds_of(target);
  const std::string suite = std::string("Seeds_") + target.name;
  for (const path& file : files)
    testing::RegisterTest(suite.c_str(), file.filename().c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [&target, file]() -> testing::Test* { return new Seed(target, file); });
  if (files.empty())
    testing::RegisterTest(suite.c_str(), "AreThere", nullptr, nullptr, __FILE__, __LINE__,
                          []() -> testing::Test* { return new NoSeeds; });
}

// Flips a bit, cuts the text, repeats a part of it, or inserts a piece of another seed.
std::string changed(std::string text, const std::string& other, std::mt19937& dice) {
  const auto below = [&dice](std::size_t limit) { return limit == 0 ? 0 : dice() % limit; };
  const std::size_t at = below(text.size() + 1);
  switch (dice() % 4) {
    case 0:
      if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
      break;
    case 1:
      text.resize(at);
      break;
    case 2:
      text.insert(at, text.substr(below(text.size() + 1), 16));
      break;
    default:
      text.insert(at, other.substr(below(other.size() + 1), 16));
  }
  return text;
}

// The fuzzer itself has time for more. Every run of the tests tries this many changes, with the same random numbers
// each time.
TEST(FuzzTargets, StandAHundredChangedSeedsEach) {
  RecordProperty("covers", "HTTP-17");
  std::mt19937 dice(17);
  for (const Target& target : kTargets) {
    const std::vector<path> files = seeds_of(target);
    ASSERT_FALSE(files.empty()) << target.name;
    for (int i = 0; i < 100; ++i) {
      const std::string other = read(files[dice() % files.size()]);
      std::string text = read(files[dice() % files.size()]);
      for (int changes = 0; changes <= i % 4; ++changes) text = changed(std::move(text), other, dice);
      EXPECT_NO_THROW(target.fuzz_one(text)) << target.name << ": " << testing::PrintToString(text);
    }
  }
}

}  // namespace
}  // namespace sallyport::fuzz

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  for (const auto& target : sallyport::fuzz::kTargets) sallyport::fuzz::register_seeds(target);
  return RUN_ALL_TESTS();
}
