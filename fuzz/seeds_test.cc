// Every seed of every target, as a test of its own: what was found once stays mended. `targets.inc` is made by CMake.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
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

class Seed : public testing::Test {
 public:
  Seed(const Target& target, path file) : target_(target), file_(std::move(file)) {}
  void TestBody() override {
    std::ifstream stream(file_, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    try {
      target_.fuzz_one(text);
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
  const path folder = path("fuzz/seeds") / target.name;
  std::vector<path> files;
  if (std::filesystem::exists(folder))
    for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  const std::string suite = std::string("Seeds_") + target.name;
  for (const path& file : files)
    testing::RegisterTest(suite.c_str(), file.filename().c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [&target, file]() -> testing::Test* { return new Seed(target, file); });
  if (files.empty())
    testing::RegisterTest(suite.c_str(), "AreThere", nullptr, nullptr, __FILE__, __LINE__,
                          []() -> testing::Test* { return new NoSeeds; });
}

}  // namespace
}  // namespace sallyport::fuzz

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  for (const auto& target : sallyport::fuzz::kTargets) sallyport::fuzz::register_seeds(target);
  return RUN_ALL_TESTS();
}
