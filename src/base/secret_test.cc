#include "base/secret.h"

#include <gtest/gtest.h>

#include <concepts>
#include <functional>
#include <ostream>

namespace sallyport {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

TEST(Secret, IsComparedByNothingThatStopsAtTheFirstDifference) {
  RecordProperty("covers", "JWT-30");
  static_assert(!std::equality_comparable<Secret> && !std::equality_comparable_with<Secret, std::string_view>);
  static_assert(!std::totally_ordered<Secret>);
  static_assert(!std::convertible_to<Secret, std::string_view> && !std::convertible_to<Secret, std::string>);
}

TEST(Secret, IsNotPrintable) {
  static_assert(!Printable<Secret> && Printable<std::string_view>);
}

TEST(Secret, IsGoneFromWhereItWasMovedFrom) {
  Secret first("correct horse battery staple");
  const Secret second(std::move(first));
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): Secret promises it
  EXPECT_EQ(second.reveal(), "correct horse battery staple");
}

}  // namespace
}  // namespace sallyport
