#include "app/commands/api/table.h"

#include <gtest/gtest.h>

namespace sallyport::app {
namespace {

TEST(Table, ColumnsAreAsWideAsTheirWidestCell) {
  EXPECT_EQ(print_table({"NAME", "ROLES"}, {{"ann", "Steward"}, {"benjamin", ""}}, 0),
            "NAME      ROLES\nann       Steward\nbenjamin\n");
}

TEST(Table, WidthIsCountedInCharacters) {
  EXPECT_EQ(print_table({"NAME", "X"}, {{"Jürgen", "1"}, {"Zoe", "2"}}, 0), "NAME    X\nJürgen  1\nZoe     2\n");
}

TEST(Table, TheWidestColumnIsCutWhereTheTerminalIsNarrow) {
  const std::string text = print_table({"NAME", "ROLES"}, {{"ann", "DataConsumer, DataSteward"}}, 20);
  EXPECT_EQ(text, "NAME  ROLES\nann   DataConsumer,…\n");
  EXPECT_EQ(print_table({"NAME"}, {{"Jürgen Müller"}}, 7), "NAME\nJürgen…\n") << "between two characters";
}

TEST(Table, NoColumnVanishes) {
  EXPECT_EQ(print_table({"A", "B"}, {{"aaaaaaaaaa", "bbbbbbbbbb"}}, 3), "A       B\naaaaa…  bbbbb…\n");
}

TEST(Table, WithoutRowsThereAreTheTitles) {
  EXPECT_EQ(print_table({"NAME", "ROLES"}, {}, 80), "NAME  ROLES\n");
}

}  // namespace
}  // namespace sallyport::app
