#include "directory/rules/conditional_access.h"

#include <gtest/gtest.h>

#include "crypto/system_random.h"
#include "directory/rules/sign_in_state.h"

namespace sallyport::directory {
namespace {

using entra::ClientKind;
using entra::ConditionalAccessPolicy;
using entra::GrantControl;
using entra::ObjectId;
using entra::PolicyResult;
using entra::PolicyState;

constexpr UnixTime kAt{1'800'000'000};

// A policy that asks everybody for a second factor at every application, and the request of a member.
class ConditionalAccess : public ::testing::Test {
 protected:
  ConditionalAccess() {
    policy.id = ObjectId("p1");
    policy.display_name = "Second factor";
    policy.state = PolicyState::enabled;
    policy.include_people.everybody = true;
    policy.include_apps.all = true;
    policy.controls = {GrantControl::mfa};
    person.id = ObjectId("u1");
    attempt.address = http::IpAddress::parse("192.0.2.7");
    office = {ObjectId("l1"), {}, "Office", true, {*http::IpNetwork::parse("192.0.2.0/24")}, {}, {}};
    branch = {ObjectId("l2"), {}, "Branch", false, {*http::IpNetwork::parse("198.51.100.0/24")}, {}, {}};
  }

  AccessVerdict verdict() const { return judge_access(std::vector{policy}, std::vector{office, branch}, attempt); }
  bool applies() const { return !verdict().is_granted(); }
  bool applies_from(std::string_view address) {
    attempt.address = http::IpAddress::parse(address);
    return applies();
  }
  PolicyResult result() const { return verdict().policies.at(0).result; }

  ConditionalAccessPolicy policy;
  entra::User person;
  entra::NamedLocation office;
  entra::NamedLocation branch;
  AccessAttempt attempt{.person = person,
                        .groups = {ObjectId("g1"), ObjectId("g2")},
                        .apps = {ClientId("client"), ClientId("api")},
                        .contexts = {},
                        .address = std::nullopt,
                        .client_kind = ClientKind::browser,
                        .proofs = {},
                        .authenticated = kAt,
                        .now = kAt};
};

TEST_F(ConditionalAccess, ASecondFactorIsMissingUntilItIsProven) {
  EXPECT_TRUE(verdict().needs_second_factor);
  EXPECT_FALSE(verdict().blocked);
  EXPECT_EQ(verdict().deciding, std::vector{ObjectId("p1")});
  EXPECT_EQ(result(), PolicyResult::failure);
  attempt.proofs.second_factor = kAt;
  EXPECT_TRUE(verdict().is_granted());
  EXPECT_EQ(result(), PolicyResult::success);
}

TEST_F(ConditionalAccess, ABlockIsNeverSatisfied) {
  policy.controls = {GrantControl::block};
  attempt.proofs = {kAt, kAt};
  EXPECT_TRUE(verdict().blocked);
}

TEST_F(ConditionalAccess, NothingSatisfiesADemandOfTheDevice) {
  attempt.proofs = {kAt, kAt};
  policy.controls = {GrantControl::domain_joined_device};
  EXPECT_EQ(verdict().device, GrantControl::domain_joined_device);
  EXPECT_TRUE(verdict().is_final());
  policy.controls = {GrantControl::compliant_device, GrantControl::mfa};
  EXPECT_TRUE(verdict().is_granted()) << "the second factor is an alternative";
  policy.grant_operator = entra::GrantOperator::all_of;
  EXPECT_EQ(verdict().device, GrantControl::compliant_device);
  policy.state = PolicyState::report_only;
  EXPECT_EQ(result(), PolicyResult::report_only_failure);
}

TEST_F(ConditionalAccess, OnAnAlternativeThePersonIsAskedForWhatTheyCanDo) {
  policy.controls = {GrantControl::compliant_device, GrantControl::mfa};
  EXPECT_TRUE(verdict().needs_second_factor);
  EXPECT_FALSE(verdict().is_final());
}

TEST_F(ConditionalAccess, OnlyAnEnabledPolicyDecides) {
  policy.state = PolicyState::disabled;
  EXPECT_FALSE(applies());
  EXPECT_EQ(result(), PolicyResult::not_enabled);
  policy.state = PolicyState::report_only;
  EXPECT_FALSE(applies());
  EXPECT_EQ(result(), PolicyResult::report_only_interrupted);
  policy.controls = {GrantControl::block};
  EXPECT_EQ(result(), PolicyResult::report_only_failure);
  policy.include_apps.all = false;
  EXPECT_EQ(result(), PolicyResult::report_only_not_applied);
}

TEST_F(ConditionalAccess, AReportOnlyPolicyThatIsSatisfiedReportsSuccess) {
  policy.state = PolicyState::report_only;
  attempt.proofs.second_factor = kAt;
  EXPECT_EQ(result(), PolicyResult::report_only_success);
}

TEST_F(ConditionalAccess, PeopleAreNamedDirectlyByGroupByRoleOrAsGuests) {
  policy.include_people = {};
  EXPECT_FALSE(applies());
  policy.include_people.people = {ObjectId("u1")};
  EXPECT_TRUE(applies());
  policy.include_people = {};
  policy.include_people.groups = {ObjectId("g2")};
  EXPECT_TRUE(applies());
  policy.include_people.groups = {ObjectId("g3")};
  EXPECT_FALSE(applies());
  policy.include_people.roles = {entra::DirectoryRole::user_administrator};
  EXPECT_FALSE(applies());
  person.directory_role = entra::DirectoryRole::user_administrator;
  EXPECT_TRUE(applies());
  policy.include_people = {};
  policy.include_people.guests = true;
  EXPECT_FALSE(applies());
  person.type = entra::UserType::guest;
  EXPECT_TRUE(applies());
}

TEST_F(ConditionalAccess, NobodyHasTheRoleNone) {
  policy.include_people = {};
  policy.include_people.roles = {entra::DirectoryRole::none};
  EXPECT_FALSE(applies());
}

TEST_F(ConditionalAccess, WhoIsExcludedIsFreeHoweverTheyAreIncluded) {
  policy.exclude_people.groups = {ObjectId("g1")};
  EXPECT_FALSE(applies());
  policy.exclude_people = {};
  policy.include_people.people = {ObjectId("u1")};
  policy.exclude_people.people = {ObjectId("u1")};
  EXPECT_FALSE(applies());
}

TEST_F(ConditionalAccess, OneApplicationOfTheRequestIsEnough) {
  policy.include_apps = {false, {ClientId("api")}};
  EXPECT_TRUE(applies());
  policy.include_apps = {false, {ClientId("client")}};
  EXPECT_TRUE(applies());
  policy.include_apps = {false, {ClientId("other")}};
  EXPECT_FALSE(applies());
}

TEST_F(ConditionalAccess, AnExcludedClientDoesNotFreeTheApi) {
  policy.exclude_apps.apps = {ClientId("client")};
  EXPECT_TRUE(applies());
  policy.exclude_apps.apps = {ClientId("client"), ClientId("api")};
  EXPECT_FALSE(applies());
}

TEST_F(ConditionalAccess, AnAuthenticationContextConcernsRequestsThatAskForIt) {
  policy.include_apps = {};
  policy.contexts = {"c1"};
  EXPECT_FALSE(applies());
  attempt.contexts = {"c2"};
  EXPECT_FALSE(applies());
  attempt.contexts = {"c2", "c1"};
  EXPECT_TRUE(applies());
}

TEST_F(ConditionalAccess, PlacesAreTrustedNamedOrEverywhere) {
  policy.include_places = entra::PolicyPlaces{false, true, {}};
  EXPECT_TRUE(applies());
  EXPECT_FALSE(applies_from("198.51.100.1")) << "a location that is not trusted";
  policy.include_places->locations = {ObjectId("l2")};
  EXPECT_TRUE(applies());
  EXPECT_FALSE(applies_from("203.0.113.9"));
  policy.include_places = entra::PolicyPlaces{true, false, {}};
  EXPECT_TRUE(applies());
}

TEST_F(ConditionalAccess, AnExcludedPlaceFreesThoseWhoAreThere) {
  policy.include_places = entra::PolicyPlaces{true, false, {}};
  policy.exclude_places.trusted = true;
  EXPECT_FALSE(applies());
  EXPECT_TRUE(applies_from("198.51.100.1"));
  policy.exclude_places.locations = {ObjectId("l2")};
  EXPECT_FALSE(applies());
}

TEST_F(ConditionalAccess, AnUnknownAddressIsOutsideOfEveryLocation) {
  policy.include_places = entra::PolicyPlaces{true, false, {}};
  policy.exclude_places = {false, true, {ObjectId("l1")}};
  attempt.address.reset();
  EXPECT_TRUE(applies());
  policy.include_places = entra::PolicyPlaces{false, true, {ObjectId("l1")}};
  policy.exclude_places = {};
  EXPECT_FALSE(applies());
}

TEST_F(ConditionalAccess, AnUnknownKindOfClientFitsEveryKind) {
  policy.client_kinds = {ClientKind::mobile_and_desktop};
  EXPECT_FALSE(applies());
  attempt.client_kind.reset();
  EXPECT_TRUE(applies());
  attempt.client_kind = ClientKind::mobile_and_desktop;
  EXPECT_TRUE(applies());
}

TEST_F(ConditionalAccess, OfAlternativesOneIsEnoughAndTheFirstIsAskedFor) {
  policy.controls = {GrantControl::mfa, GrantControl::password_change};
  EXPECT_TRUE(verdict().needs_second_factor);
  EXPECT_FALSE(verdict().needs_new_password);
  attempt.proofs.new_password = kAt;
  EXPECT_FALSE(applies());
}

TEST_F(ConditionalAccess, OfAllControlsEachIsNeeded) {
  policy.controls = {GrantControl::mfa, GrantControl::password_change};
  policy.grant_operator = entra::GrantOperator::all_of;
  EXPECT_TRUE(verdict().needs_second_factor && verdict().needs_new_password);
  attempt.proofs.new_password = kAt;
  EXPECT_TRUE(verdict().needs_second_factor);
  EXPECT_FALSE(verdict().needs_new_password);
  attempt.proofs.second_factor = kAt;
  EXPECT_FALSE(applies());
}

TEST_F(ConditionalAccess, ASignInIsTooOldFromItsLimitOn) {
  policy.controls = {};
  policy.sign_in_frequency = entra::SignInFrequency{false, 2, entra::FrequencyUnit::hours};
  attempt.now = kAt + Seconds(7199);
  EXPECT_FALSE(applies());
  attempt.now = kAt + Seconds(7200);
  EXPECT_EQ(verdict().longest_age, Seconds(7200));
  policy.sign_in_frequency->unit = entra::FrequencyUnit::days;
  EXPECT_FALSE(applies());
  policy.sign_in_frequency->every_time = true;
  EXPECT_EQ(verdict().longest_age, Seconds(300));
}

TEST_F(ConditionalAccess, WhatSeveralPoliciesDemandAddsUp) {
  auto second = policy;
  second.id = ObjectId("p2");
  second.controls = {GrantControl::password_change};
  second.sign_in_frequency = entra::SignInFrequency{false, 1, entra::FrequencyUnit::days};
  auto third = second;
  third.id = ObjectId("p3");
  third.controls = {};
  third.sign_in_frequency = entra::SignInFrequency{false, 1, entra::FrequencyUnit::hours};
  attempt.now = kAt + Seconds(86400);
  const auto all = judge_access(std::vector{policy, second, third}, {}, attempt);
  EXPECT_TRUE(all.needs_second_factor && all.needs_new_password);
  EXPECT_EQ(all.longest_age, Seconds(3600)) << "the shortest";
  EXPECT_EQ(all.deciding, (std::vector{ObjectId("p1"), ObjectId("p2"), ObjectId("p3")}));
}

TEST(SignInState, ComesBackWholeForTheSameSecretAlone) {
  crypto::SystemRandom random;
  const Secret secret("secret");
  const SignInState whole{kAt, {kAt + Seconds(1), kAt + Seconds(2)}, http::IpAddress::parse("2001:db8::7")};
  const SignInState least{kAt, {}, std::nullopt};
  for (const SignInState& state : {whole, least}) {
    const std::string sealed = seal_sign_in(state, secret, random);
    EXPECT_EQ(open_sign_in(sealed, secret), state);
    EXPECT_FALSE(open_sign_in(sealed, Secret("other")));
    EXPECT_FALSE(open_sign_in(sealed.substr(1), secret));
    EXPECT_EQ(sealed.find("2001"), std::string::npos);
  }
  EXPECT_FALSE(open_sign_in("", secret));
}

}  // namespace
}  // namespace sallyport::directory
