#include "app/config/schema/reference.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "app/config/schema/rules.h"
#include "app/config/schema/schema.h"

namespace sallyport::app::config {
namespace {

TEST(Reference, TheCommittedPageIsTheOnePrinted) {
  std::ifstream file("docs/configuration.md");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), print_reference()) << "sallyport config reference > docs/configuration.md";
}

TEST(Reference, HoldsEveryKeyVariableAndRule) {
  const auto text = print_reference();
  for (const auto& row : schema()) {
    const auto list = row.key.find("[].");
    const auto name = row.key.substr(list == std::string_view::npos ? row.key.find('.') + 1 : list + 3);
    EXPECT_NE(text.find(name), std::string::npos) << row.key;
    EXPECT_NE(text.find(row.meaning), std::string::npos) << row.key;
    EXPECT_NE(text.find(row.environment), std::string::npos) << row.key;
  }
  for (const auto& row : kRules) EXPECT_NE(text.find(row.word), std::string::npos) << row.word;
}

TEST(Reference, NoCellBreaksItsTable) {
  for (const auto& row : schema())
    for (const auto cell :
         {row.key, row.environment, row.fallback, row.meaning, row.required, row.applies, row.ignored})
      EXPECT_EQ(cell.find_first_of("|\n"), std::string_view::npos) << row.key;
}

}  // namespace
}  // namespace sallyport::app::config
