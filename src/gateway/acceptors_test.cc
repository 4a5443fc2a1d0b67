// Every attack of the catalogue (tests/catalogue.json) on tokens, sessions, local accounts and bots, against every kind
// of credential and every place that takes it. The table says for each cell what shows that the attack fails, or why it
// cannot be made. tests/security/tokens.mjs offers many more forged tokens to a gateway that runs.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>
#include <set>
#include <sstream>
#include <variant>

#include "gateway/acceptor_attacks_fixture.h"
#include "gateway/acceptor_fixture.h"
#include "gateway/forged_tokens_fixture.h"
#include "gateway/own_rows_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Attack;
using testing::kProofs;
using testing::Proof;
using testing::ProofRow;
using testing::Stage;

struct ShownBy {
  std::string_view test;  // "Suite.Name" of GoogleTest; it names the id as one that it covers
};
struct CannotBe {
  std::string_view why;
};
struct Forged {};  // the tokens of forged_tokens_fixture.h

struct Cells {
  std::vector<Proof> proofs;
  std::variant<Attack, Forged, ShownBy, CannotBe> what;
};

struct Row {
  std::string_view id;
  std::vector<Cells> cells;
};

using Proofs = std::vector<Proof>;

// All kinds but these.
Proofs but(const Proofs& left_out) {
  Proofs out;
  for (const ProofRow& row : kProofs)
    if (std::ranges::find(left_out, row.proof) == left_out.end()) out.push_back(row.proof);
  return out;
}

const Proofs kProviders{Proof::person, Proof::program};
const Proofs kSessionTokens{Proof::session_token, Proof::account_token};
const Proofs kStored{Proof::personal_token, Proof::bot_token};
const Proofs kOurs{Proof::session_token, Proof::account_token, Proof::personal_token, Proof::bot_token};
const Proofs kTokens{Proof::person,        Proof::program,        Proof::session_token,
                     Proof::account_token, Proof::personal_token, Proof::bot_token};
const Proofs kOpaque = but(kTokens);
const Proofs kNotOurs = but(kOurs);
const Proofs kNotProviders = but(kProviders);
const Proofs kNotStored = but(kStored);

constexpr CannotBe kNoJwt{"it is opaque: nothing of it is read as a token"};
constexpr CannotBe kNotOfTheProvider{"only the provider's tokens say this, and nothing of ours reads it"};
constexpr CannotBe kOurOwnKeys{"its keys are made here and come from no answer of anybody"};
constexpr CannotBe kNoPassword{"no password of ours is behind it"};
constexpr CannotBe kNotStoredHere{"it is no token that we issue for keeping"};
constexpr CannotBe kNoSession{"no session of ours is behind it"};
constexpr CannotBe kNoCookie{"browsers do not send it by themselves"};

// A row for a forged token that may pretend to be of any issuer, and one that only the provider could make.
Row of_any_token(std::string_view id) {
  return {id, {{kTokens, Forged{}}, {kOpaque, kNoJwt}}};
}
Row of_the_provider(std::string_view id) {
  return {id, {{kProviders, Forged{}}, {kNotProviders, kNotOfTheProvider}}};
}
// A row about one kind, which another test shows.
Row shown(std::string_view id, const Proofs& proofs, std::string_view test, CannotBe others) {
  return {id, {{proofs, ShownBy{test}}, {but(proofs), others}}};
}

std::vector<Row> token_rows() {
  using namespace testing;
  return {
      of_any_token("JWT-01"),
      of_any_token("JWT-02"),
      of_any_token("JWT-03"),
      of_any_token("JWT-04"),
      of_any_token("JWT-05"),
      of_any_token("JWT-06"),
      of_any_token("JWT-07"),
      of_any_token("JWT-08"),
      of_any_token("JWT-09"),
      of_any_token("JWT-10"),
      of_the_provider("JWT-11"),
      of_any_token("JWT-12"),
      of_any_token("JWT-13"),
      of_the_provider("JWT-14"),
      {"JWT-15", {{kProviders, claim_an_administrators_address}, {kNotProviders, kNotOfTheProvider}}},
      of_any_token("JWT-16"),
      of_any_token("JWT-17"),
      of_any_token("JWT-18"),
      of_any_token("JWT-19"),
      of_any_token("JWT-20"),
      shown("JWT-21", kProviders, "RsaKey.KeyOfTheBrokenGeneratorIsRefused", kOurOwnKeys),
      shown("JWT-22", kProviders, "JwkSet.KeysThatWeDoNotTakeAreSkippedAndNamed", kOurOwnKeys),
      {"JWT-23",
       {{kProviders, withdraw_the_key},
        {kSessionTokens, Forged{}},
        {kStored, ShownBy{"StoredToken.OfAKeyThatIsGoneIsRefusedWithoutATrip"}},
        {kOpaque, kNoJwt}}},
      {"JWT-24", {{but({}), pass_for_another_kind}}},
      of_the_provider("JWT-25"),
      of_the_provider("JWT-26"),
      of_any_token("JWT-27"),
      of_any_token("JWT-28"),
      of_any_token("JWT-29"),
      {"JWT-30", {{kTokens, compare_refusals}, {kOpaque, kNoJwt}}},
      {"JWT-31", {{kOurs, look_into_our_token}, {kNotOurs, CannotBe{"it is no token that we issue"}}}},
      {"JWT-32",
       {{{Proof::refresh_token}, use_it_twice}, {but({Proof::refresh_token}), CannotBe{"it is meant for many uses"}}}},
  };
}

std::vector<Row> account_rows() {
  using namespace testing;
  const Proofs password{Proof::password};
  const Proofs after_sign_in{Proof::account_token, Proof::refresh_token, Proof::password};
  return {
      shown("LOC-01", password, "Login.WhateverIsWrongTheAnswerIsTheSame", kNoPassword),
      shown("LOC-02", password, "Login.GuessingIsSlowedDownAlikeForEveryNameAndEachNameAlone", kNoPassword),
      shown("LOC-03", password, "Login.APasswordThatTheRulesRefuseIsNotTaken", kNoPassword),
      shown("LOC-04", password, "Login.MoreAtOnceThanThereArePlacesAre503AndNoTry", kNoPassword),
      {"LOC-05",
       {{after_sign_in, reset_the_password_by_a_link},
        {{Proof::personal_token}, ShownBy{"Login.APasswordThatALinkOrAnAdministratorSetsRevokesThePersonalTokens"}},
        {{Proof::session_cookie}, ShownBy{"Login.AResetEndsEverySession"}},
        {{Proof::person, Proof::program, Proof::session_token, Proof::bot_token}, kNoPassword}}},
      shown("LOC-06", password, "LocalAdmin.NothingButTheLinkOpensTheSetup", kNoPassword),
      {"LOC-07",
       {{after_sign_in, ShownBy{"Login.TheOwnPasswordIsChangedWithTheOldOneAndEndsOtherSessions"}},
        {but(after_sign_in), kNoPassword}}},
      {"LOC-08", {{but({}), send_it_as_basic_credentials}}},
      {"LOC-09", {{after_sign_in, turn_local_accounts_off}, {but(after_sign_in), kNoPassword}}},
      shown("LOC-10", {Proof::person, Proof::session_cookie}, "Login.BesideAProviderItsAccountsDoNotTakeEachOther",
            CannotBe{"nobody arrives with it for the first time"}),
      shown("LOC-11", password, "SignUpPage.ALetterOfAnotherScriptOrCaseMakesNoSecondPerson",
            CannotBe{"nobody registers with it"}),
      {"LOC-12",
       {{password, ShownBy{"LoginCode.IsAskedForWithAChallenge"}},
        {{Proof::session_cookie}, ShownBy{"RequiredFactor.ASessionWithoutOneEndsWhereOneIsAskedFor"}},
        {{Proof::account_token, Proof::refresh_token}, ask_for_a_second_factor},
        {{Proof::personal_token}, CannotBe{"who makes one has signed in with every factor"}},
        {{Proof::person, Proof::program, Proof::session_token, Proof::bot_token},
         CannotBe{"the provider asks its people, and programs have none"}}}},
  };
}

std::vector<Row> bot_rows() {
  using namespace testing;
  const CannotBe decided_by_its_times{"its own times decide, and nothing of it is kept here"};
  return {
      {"BOT-01", {{kStored, revoke_it}, {kNotStored, kNotStoredHere}}},
      {"BOT-02",
       {{{Proof::bot_token}, end_the_bot},
        {{Proof::personal_token}, ShownBy{"StoredToken.IsDeadWithItsOwner"}},
        {{Proof::program}, disable_the_owner},
        {but({Proof::bot_token, Proof::personal_token, Proof::program}), CannotBe{"no bot has it"}}}},
      shown("BOT-03", kStored, "StoredToken.OfTheNextKeyAndOfThePreviousOneIsGood", kNotStoredHere),
      {"BOT-04", {{kTokens, Forged{}}, {kOpaque, kNoJwt}}},
      {"BOT-05",
       {{{Proof::bot_token}, ShownBy{"BotTokens.NobodyElseMakesShowsOrEndsOne"}},
        {{Proof::personal_token}, ShownBy{"PersonalTokens.ATokenMakesNoTokens"}},
        {kNotStored, kNotStoredHere}}},
      {"BOT-06",
       {{{Proof::bot_token}, ShownBy{"BotTokens.Issue29676NoAnswerButTheFirstHoldsTheToken"}},
        {{Proof::personal_token}, ShownBy{"PersonalTokens.Issue29676NoAnswerButTheFirstHoldsTheToken"}},
        {kNotStored, kNotStoredHere}}},
      shown("BOT-07", kStored, "PersonalTokens.AreMadeAtALimitedRate", kNotStoredHere),
      of_any_token("BOT-08"),
      {"BOT-09",
       {{kOurs, move_the_clock_there_and_back},
        {{Proof::session_cookie, Proof::refresh_token}, move_the_clock_there_and_back},
        {kProviders, decided_by_its_times},
        {{Proof::password}, CannotBe{"it has no end"}}}},
      shown("BOT-10", kStored, "SqliteTokenStore.NoLookUpReadsAllRecords", kNotStoredHere),
  };
}

std::vector<Row> session_rows() {
  using namespace testing;
  const Proofs cookie{Proof::session_cookie};
  const Proofs sealed{Proof::session_cookie, Proof::refresh_token};
  const Proofs of_a_session{Proof::session_cookie, Proof::session_token, Proof::account_token, Proof::refresh_token};
  return {
      shown("SES-01", cookie, "SignIn.TheSessionCookieIsAHostCookie", kNoCookie),
      shown("SES-02", cookie, "SessionId.IsFortyThreeCharactersAndNeverTheSame", kNoCookie),
      {"SES-03", {{sealed, change_and_cut_it}, {but(sealed), CannotBe{"it is no handle of a session"}}}},
      {"SES-04", {{of_a_session, sign_out}, {but(of_a_session), kNoSession}}},
      {"SES-05", {{but({}), disable_the_owner}}},
      {"SES-06", {{of_a_session, wait_too_long}, {but(of_a_session), kNoSession}}},
      shown("SES-07", of_a_session, "MySessions.TheOthersEndAtOnceAndThisOneGoesOn", kNoSession),
      {"SES-08", {{cookie, send_odd_cookies}, {but(cookie), kNoCookie}}},
      shown("SES-09", cookie, "SignOut.AnotherSiteCannotSignAnybodyOut", kNoCookie),
      {"SES-10", {{but({}), CannotBe{"the catalogue says why it does not apply"}}}},
      {"SES-11", {{but({}), CannotBe{"the catalogue says why it does not apply"}}}},
  };
}

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = [] {
    std::vector<Row> all;
    for (auto part : {token_rows(), account_rows(), bot_rows(), session_rows()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return kRows;
}

std::string read(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

// All our tests in C++, as text.
const std::vector<std::string>& sources() {
  static const std::vector<std::string> kAll = [] {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("src"))
      if (entry.path().string().ends_with("_test.cc") || entry.path().string().ends_with("contract.h"))
        all.push_back(read(entry.path()));
    return all;
  }();
  return kAll;
}

// Whether there is such a test, and it names the id among those that it covers.
bool is_shown(std::string_view id, std::string_view test) {
  const auto dot = test.find('.');
  const std::string head = "(" + std::string(test.substr(0, dot)) + ", " + std::string(test.substr(dot + 1)) + ")";
  return std::ranges::any_of(sources(), [&](const std::string& source) {
    const auto at = source.find(head);
    if (at == std::string::npos) return false;
    const auto covers = source.find("RecordProperty(\"covers\"", at);
    return source.substr(covers, source.find('\n', covers) - covers).find(id) != std::string::npos;
  });
}

TEST(AcceptorTable, HasARowForEachIdOfTheCatalogue) {
  const auto catalogue = json::parse_object(read("tests/catalogue.json"));
  ASSERT_TRUE(catalogue);
  std::set<std::string> wanted;
  for (const auto& [id, entry] : *catalogue)
    for (const char* const part : {"JWT-", "LOC-", "BOT-", "SES-"})
      if (id.starts_with(part)) wanted.insert(id);
  std::set<std::string> found;
  for (const Row& row : rows()) EXPECT_TRUE(found.emplace(row.id).second) << row.id << " twice";
  EXPECT_EQ(found, wanted);
}

TEST(AcceptorTable, HasOneCellForEachKindOfCredential) {
  for (const Row& row : rows())
    for (const ProofRow& proof : kProofs) {
      const auto has = [&](const Cells& cells) { return std::ranges::count(cells.proofs, proof.proof); };
      std::ptrdiff_t cells = 0;
      for (const Cells& one : row.cells) cells += has(one);
      EXPECT_EQ(cells, 1) << row.id << ": " << proof.name;
    }
}

TEST(AcceptorTable, NamesTestsThatExist) {
  for (const Row& row : rows())
    for (const Cells& cells : row.cells)
      if (const auto* const shown_by = std::get_if<ShownBy>(&cells.what))
        EXPECT_TRUE(is_shown(row.id, shown_by->test)) << row.id << ": " << shown_by->test;
}

TEST(AcceptorTable, KnowsEveryCredentialOfTheGateway) {
  for (std::size_t one = 1; one < kCredentials; ++one)
    EXPECT_NE(std::ranges::find(kProofs, static_cast<Credential>(one), &ProofRow::credential), kProofs.end()) << one;
}

// Where the addresses of an API begin.
std::string root_of(std::string_view path) {
  for (const char* const root : {"/api/sallyport/v1/", "/api/v1/", "/scim/v2/"})
    if (path.starts_with(root)) return root;
  return std::string(path);
}

TEST(AcceptorTable, HasAPlaceUnderEachRootWhoseRowsAskWhoCalls) {
  std::set<std::string> known;
  for (const testing::Place& place : testing::places()) known.insert(root_of(place.path));
  for (const OwnRow& row : own_rows())
    if (row.who == OwnRows::Who::signed_in) EXPECT_TRUE(known.contains(root_of(row.path.text()))) << row.path.text();
}

class Acceptors : public ::testing::TestWithParam<Row> {};

// Forged tokens change nothing, so all kinds of a row are offered to one gateway. Every other attack gets its own.
TEST_P(Acceptors, WithstandEachAttack) {
  const Row& row = GetParam();
  std::unique_ptr<Stage> shared;
  bool attacked = false;
  for (const Cells& cells : row.cells)
    for (const Proof proof : cells.proofs) {
      SCOPED_TRACE(testing::row_of(proof).name);
      if (const auto* const attack = std::get_if<Attack>(&cells.what)) {
        Stage stage;
        (*attack)(stage, proof);
        attacked = true;
      } else if (std::holds_alternative<Forged>(cells.what)) {
        if (!shared) shared = std::make_unique<Stage>();
        attack_with_forged(*shared, proof, row.id);
        attacked = true;
      }
    }
  if (attacked) RecordProperty("covers", std::string(row.id));
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Acceptors, ::testing::ValuesIn(rows()), [](const auto& info) {
  std::string name(info.param.id);
  std::ranges::replace(name, '-', '_');
  return name;
});

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.id;
}

}  // namespace
}  // namespace sallyport::gateway
