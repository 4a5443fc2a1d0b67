#include "entra/name_index.h"

#include <gtest/gtest.h>

namespace sallyport::entra {
namespace {

using Texts = std::vector<std::string>;

TEST(FoldName, LowersLatinGreekAndCyrillicLetters) {
  EXPECT_EQ(fold_name("Alice ADAMS"), "alice adams");
  EXPECT_EQ(fold_name("ÄRZTE Østergård"), "ärzte østergård");
  EXPECT_EQ(fold_name("ŁÓDŹ ĞŞ"), "łódź ğş");
  EXPECT_EQ(fold_name("ΑΘΗΝΑ"), "αθηνα");
  EXPECT_EQ(fold_name("ЙОЖ Ёлка"), "йож ёлка");
  EXPECT_EQ(fold_name("×ß東京"), "×ß東京");
}

TEST(FoldName, LeavesBytesThatAreNoTextAsTheyAre) {
  EXPECT_EQ(fold_name("A\xc3"), "a\xc3");
  EXPECT_EQ(fold_name("\xff\xc3\x84"), "\xff\xc3\x84");
}

TEST(WordsOf, APersonAreNameAndAddresses) {
  User user;
  user.display_name = "Jean-Luc Picard";
  user.user_principal_name = "JL.Picard@contoso.example";
  user.email = "captain@contoso.example";
  EXPECT_EQ(words_of(user),
            (Texts{"captain@contoso.example", "jean", "jean-luc", "jl", "jl.picard@contoso.example", "luc", "picard"}));
}

TEST(WordsOf, AnAppIncludeItsClientId) {
  AppRegistration app;
  app.display_name = "My App";
  app.client_id = ClientId("0b9a7d3e-5c41-4f86-8a27-1e6d4c3b2a19");
  EXPECT_EQ(words_of(app), (Texts{"0b9a7d3e-5c41-4f86-8a27-1e6d4c3b2a19", "app", "my"}));
}

TEST(SearchPieces, AreFoldedAndAtMostEight) {
  EXPECT_EQ(search_pieces("  Ann  B "), (Texts{"ann", "b"}));
  EXPECT_TRUE(search_pieces(" ").empty());
  EXPECT_EQ(search_pieces("1 2 3 4 5 6 7 8 9").size(), 8U);
}

}  // namespace
}  // namespace sallyport::entra
