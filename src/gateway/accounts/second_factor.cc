#include "gateway/accounts/second_factor.h"

#include <algorithm>
#include <utility>

#include "crypto/totp.h"
#include "gateway/standing/local_standing.h"
#include "gateway/standing/renewal.h"
#include "identity/accounts/second_factor.h"

namespace sallyport::gateway {

using identity::SecondFactor;

namespace {

constexpr std::string_view kKeyPurpose = "second_factor_key";

using Stored = std::optional<SecondFactor>;

// A key is sealed together with its owner, so that nobody can put it into somebody else's record.
std::string seal_key(const FactorParts& parts, const PersonId& person, const Secret& key) {
  return parts.sealer.seal(person.value + "\n" + std::string(key.reveal()), kKeyPurpose, kNeverRenewed);
}

std::optional<Secret> open_key(const FactorParts& parts, const SecondFactor& factor) {
  const auto text = parts.sealer.open(factor.sealed_key, kKeyPurpose, parts.clock.now());
  const std::string beginning = factor.person.value + "\n";
  if (text && text->starts_with(beginning)) return Secret(text->substr(beginning.size()));
  parts.log.write(Level::error, "second_factor_unreadable", {{"person", factor.person.value}});
  return std::nullopt;
}

std::vector<LogField> fields_of(const FactorOwner& owner) {
  return {{"user", owner.username}, {"person", owner.person.value}};
}

// Tries of known browsers are counted for each browser. Those of all others are counted in the factor itself.
session::Guesser guesser_with_codes(const FactorOwner& owner) {
  return {owner.browser, true, "second factor"};
}

// What becomes of the stored factor by a code of the application. Seals the key anew, so that it stays readable when
// the gateway's keys are rotated.
SecondFactor try_code(const FactorParts& parts, const SecondFactor& stored, const FactorOwner& owner,
                      std::string_view code, CodeCheck& check) {
  const UnixTime now = parts.clock.now();
  const bool known = !owner.browser.empty();
  if (check.wait = known ? Seconds(0) : wait_for_code(stored, now); check.wait > Seconds(0)) {
    check.outcome = CodeOutcome::wait;
    return stored;
  }
  const auto key = open_key(parts, stored);
  auto used = key ? use_code(stored, *key, code, now) : std::nullopt;
  if (!used) return known ? stored : with_wrong_code(stored, now);
  check.outcome = CodeOutcome::right;
  used->sealed_key = seal_key(parts, owner.person, *key);
  return *std::move(used);
}

Stored try_any_code(const FactorParts& parts, const Stored& stored, const FactorOwner& owner, std::string_view code,
                    CodeCheck& check) {
  check = {};
  if (!stored) return stored;
  if (!identity::looks_like_recovery_code(code)) return try_code(parts, *stored, owner, code, check);
  auto used = use_recovery_code(*stored, code);
  if (!used) return stored;
  check = {.outcome = CodeOutcome::right, .recovery = true};
  return used;
}

void note_outcome(const Call& call, const FactorOwner& owner, const CodeCheck& check) {
  if (check.outcome == CodeOutcome::right && check.recovery) audit(call, "recovery_code_used", fields_of(owner));
  if (check.outcome != CodeOutcome::wrong) return;
  call.essentials.metrics.count("refusals", "second_factor");
  audit_refusal(call, "second_factor_refused", "second_factor", fields_of(owner));
}

}  // namespace

Result<CodeCheck> check_code(const Call& call, const FactorParts& parts, const FactorOwner& owner,
                             std::string_view code) {
  const bool counted = !owner.browser.empty() && !identity::looks_like_recovery_code(code);
  if (counted) {
    SALLYPORT_TRY(const Seconds wait, parts.sign_ins.begin_try(guesser_with_codes(owner), parts.clock.now()));
    if (wait > Seconds(0)) return CodeCheck{.outcome = CodeOutcome::wait, .wait = wait};
  }
  CodeCheck check;
  SALLYPORT_CHECK(parts.accounts.change_factor(owner.person, [&](const Stored& stored) {
    return Result<Stored>(try_any_code(parts, stored, owner, code, check));
  }));
  if (counted && check.outcome == CodeOutcome::right)
    SALLYPORT_CHECK(parts.sign_ins.take_back_try(guesser_with_codes(owner)));
  note_outcome(call, owner, check);
  return check;
}

Result<std::optional<RecoveryCodeList>> set_up_factor(const Call& call, const FactorParts& parts,
                                                      const FactorOwner& owner, const Secret& key,
                                                      std::string_view code, const BeforeSetUp& before) {
  const UnixTime now = parts.clock.now();
  const identity::RecoveryCodes recovery = identity::make_recovery_codes(parts.random);
  const auto made = identity::use_code({.person = owner.person,
                                        .sealed_key = seal_key(parts, owner.person, key),
                                        .enrolled = now,
                                        .recovery_hashes = recovery.hashes},
                                       key, code, now);
  if (!made) return std::optional<RecoveryCodeList>();
  if (before) SALLYPORT_CHECK(before());
  SALLYPORT_CHECK(parts.accounts.change_factor(owner.person, [&](const Stored& stored) -> Result<Stored> {
    if (stored) return failure(Kind::conflict, "factor_exists");
    return made;
  }));
  audit(call, "second_factor_set_up", fields_of(owner));
  return std::optional(recovery.codes);
}

Result<RecoveryCodeList> renew_recovery_codes(const Call& call, const FactorParts& parts, const FactorOwner& owner) {
  const identity::RecoveryCodes recovery = identity::make_recovery_codes(parts.random);
  SALLYPORT_CHECK(parts.accounts.change_factor(owner.person, [&](Stored stored) -> Result<Stored> {
    if (!stored) return failure(Kind::rejected, "factor_missing");
    stored->recovery_hashes = recovery.hashes;
    return stored;
  }));
  audit(call, "recovery_codes_renewed", fields_of(owner));
  return recovery.codes;
}

Result<void> remove_factor(const Call& call, const FactorParts& parts, const FactorOwner& owner,
                           std::string_view event) {
  SALLYPORT_CHECK(parts.accounts.change_factor(owner.person, [](const Stored& stored) -> Result<Stored> {
    if (!stored) return failure(Kind::rejected, "factor_missing");
    return Stored();
  }));
  audit(call, event, fields_of(owner));
  return {};
}

Result<bool> has_proven_factor_of_now(identity::AccountStore& accounts, const PersonId& person,
                                      const std::vector<std::string>& proven_by) {
  SALLYPORT_TRY(const auto factor, accounts.find_factor(person));
  return factor.has_value() == (std::ranges::find(proven_by, kSecondFactorProven) != proven_by.end());
}

std::vector<std::string> proven_by(const CodeCheck& check) {
  std::vector<std::string> methods{"pwd"};
  if (!check.recovery) methods.emplace_back("otp");
  methods.emplace_back(kSecondFactorProven);
  return methods;
}

}  // namespace sallyport::gateway
