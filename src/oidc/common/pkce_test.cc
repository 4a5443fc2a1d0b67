#include "oidc/common/pkce.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::oidc {
namespace {

// RFC 7636 Appendix B.
constexpr std::string_view kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
constexpr std::string_view kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

TEST(CodeVerifier, MayBe43To128CharactersLong) {
  EXPECT_TRUE(CodeVerifier::parse(std::string(43, 'a')));
  EXPECT_TRUE(CodeVerifier::parse(std::string(128, '~')));
}

TEST(CodeVerifier, OneCharacterShortOrLongIsMalformed) {
  EXPECT_EQ(reason_of(CodeVerifier::parse(std::string(42, 'a'))), "pkce_verifier_length");
  EXPECT_EQ(reason_of(CodeVerifier::parse(std::string(129, 'a'))), "pkce_verifier_length");
}

TEST(CodeVerifier, OtherCharactersAreMalformed) {
  for (const char c : {'+', '/', '=', ' ', '%', '\0', '\xc3'})  // a lenient base64 or form decoder accepts these
    EXPECT_EQ(reason_of(CodeVerifier::parse(std::string(43, 'a') + c)), "pkce_verifier_character") << int{c};
}

TEST(CodeVerifier, MadeOnesAreValidAndDiffer) {
  ScriptedRandom random;
  const auto first = CodeVerifier::make(random);
  const auto second = CodeVerifier::make(random);
  EXPECT_TRUE(CodeVerifier::parse(first.value));
  EXPECT_NE(first.value, second.value);
}

TEST(CodeChallenge, ParsesWhatChallengeOfMakes) {
  const auto parsed = CodeChallenge::parse(kChallenge);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed, challenge_of(CodeVerifier{std::string(kVerifier)}));
}

TEST(CodeChallenge, OtherFormsAreMalformed) {
  const std::string good(kChallenge);
  for (const auto& text : {std::string(), good.substr(1), good + "A", good + "=", std::string(43, '+'),
                           good.substr(0, 42) + "N",  // trailing bits that are not zero would be a second spelling
                           std::string(kVerifier) + "aaaa"})
    EXPECT_EQ(reason_of(CodeChallenge::parse(text)), "pkce_challenge") << text;
}

TEST(Pkce, ChallengeIsTheOneOfTheRfc) {
  EXPECT_EQ(challenge_of(*CodeVerifier::parse(kVerifier)).value, kChallenge);
}

TEST(Pkce, MatchingVerifierIsAccepted) {
  EXPECT_TRUE(check_pkce(*CodeVerifier::parse(kVerifier), *CodeChallenge::parse(kChallenge)));
}

TEST(Pkce, AnotherVerifierIsRejected) {
  const auto other = *CodeVerifier::parse(std::string(43, 'a'));
  EXPECT_EQ(reason_of(check_pkce(other, CodeChallenge{std::string(kChallenge)})), "pkce_mismatch");
}

TEST(Pkce, TheVerifierItselfIsNoChallenge) {  // a client that sent "plain"
  const auto verifier = *CodeVerifier::parse(kVerifier);
  EXPECT_EQ(reason_of(check_pkce(verifier, CodeChallenge{verifier.value})), "pkce_mismatch");
}

}  // namespace
}  // namespace sallyport::oidc
