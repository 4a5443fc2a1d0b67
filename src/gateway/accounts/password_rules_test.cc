#include "gateway/accounts/password_rules.h"

#include <gtest/gtest.h>

#include <string>

namespace sallyport::gateway {
namespace {

bool is_taken(std::string_view password) {
  return complaint_about_password(password).empty();
}

TEST(PasswordRules, LengthIsCountedInCharactersOfAnyScript) {
  RecordProperty("covers", "LOC-03");
  EXPECT_TRUE(is_taken("zuk7wpmx3rtd"));
  EXPECT_FALSE(is_taken("zuk7wpmx3rt"));
  EXPECT_TRUE(is_taken("тихая ночью вода"));
  EXPECT_FALSE(is_taken("ночь вода"));
  EXPECT_TRUE(is_taken("雨 降 山 川 花 鳥 風"));
  EXPECT_TRUE(is_taken(std::string("tick\0tock and away", 18))) << "NUL is a character like others";
  EXPECT_FALSE(is_taken("tick tock \xff\xfe and away"));
}

TEST(PasswordRules, SixtyFourCharactersAndManyMoreAreTaken) {
  RecordProperty("covers", "LOC-03");
  std::string sentence = "Nobody should have to shorten a good sentence that they can keep in mind.";
  EXPECT_TRUE(is_taken(sentence));
  while (sentence.size() + 8 <= kMaxPassword) sentence += " and on " + std::to_string(sentence.size() % 7);
  sentence.resize(kMaxPassword, '!');
  EXPECT_TRUE(is_taken(sentence));
  EXPECT_FALSE(is_taken(sentence + "!"));
}

TEST(PasswordRules, TheNamesOfTheOwnerDoNotCount) {
  RecordProperty("covers", "LOC-03");
  const std::vector<std::string> names{"ann.lee@contoso.example", "Ann Lee-Zh\xc3\xa4hler"};
  const auto is_taken_of = [&](std::string_view password) { return complaint_about_password(password, names).empty(); };
  for (const char* const password : {"ann.lee@contoso", "Contoso-Example-1", "zh\xc3\xa4hler contoso", "leeleeleelee"})
    EXPECT_FALSE(is_taken_of(password)) << password;
  EXPECT_TRUE(is_taken_of("contoso keeps seven horses"));
  EXPECT_TRUE(is_taken("ann.lee@contoso")) << "of somebody else";
  EXPECT_TRUE(complaint_about_password("quiet morning air", {"o", "ni"}).empty()) << "parts of names may be in a word";
}

TEST(PasswordRules, NoKindOfCharacterIsAskedFor) {
  RecordProperty("covers", "LOC-03");
  for (const auto password :
       {"onlysmallletters", "ONLYBIGLETTERS", "8472 9105 6638", "quiet morning air", "!?%&/()=+*#-:;"})
    EXPECT_TRUE(is_taken(password)) << password;
}

TEST(PasswordRules, WhatIsTriedFirstIsRefused) {
  RecordProperty("covers", "LOC-03");
  for (const auto password : {"passwordpassword", "Password1234", "administrator1", "SallyportAdmin!",
                              "sallyport-admin-1", "123456789012", "098765432109", "aaaaaaaaaaaa", "abcabcabcabc",
                              "qwertyuiop123", "1q2w3e4r5t6y", "1qaz2wsx3edc", "letmeinletmein", "iloveyou1234",
                              "abcdefghijklmnop", "Microsoft2026", "openmetadata1", "correctcorrect", "            "})
    EXPECT_FALSE(is_taken(password)) << password;
}

TEST(PasswordRules, WordsOfThisPlaceMayStandInASentence) {
  EXPECT_TRUE(is_taken("the password is a heron"));
  EXPECT_TRUE(is_taken("sallyport opens at dawn"));
}

}  // namespace
}  // namespace sallyport::gateway
