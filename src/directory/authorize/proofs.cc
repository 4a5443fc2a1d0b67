#include "directory/authorize/proofs.h"

#include <algorithm>
#include <array>

#include "crypto/password.h"
#include "crypto/totp.h"
#include "directory/authorize/browser.h"
#include "directory/authorize/credentials.h"
#include "directory/authorize/sign_in_pages.h"
#include "directory/call/proof_pages.h"
#include "directory/model/password_rule.h"
#include "directory/rules/password_check.h"
#include "directory/rules/second_factor.h"
#include "http/otpauth.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kWeak =
    "Choose a password of 8 to 256 characters with three of these: small letters, capitals, digits, other characters.";
constexpr std::string_view kDifferent = "The two new passwords are not the same.";
constexpr std::string_view kSame = "The new password must not be the old one.";

SecondFactorServices factor_services(const Flow& flow) {
  return {flow.services.directory, flow.services.lockout};
}

SecondFactorPage person_of(const Flow& flow, const BoundForm& form, const Refused* refused) {
  const entra::User& user = flow.signed_in->user;
  SecondFactorPage page{
      form.target, flow.client.app.display_name, tenant_name(flow), user.user_principal_name, user.id.value, nullptr,
      {}};
  if (refused == nullptr) return page;
  log_refusal(flow.exchange, "sign_in", *refused);
  page.refusal = refused->row;
  page.refusal_lines = describe_in_lines(flow.exchange, *refused);
  return page;
}

http::Response show_offer(const Flow& flow, const OfferedFactor& offer, const Refused* refused) {
  const auto form = bind_form(flow);
  const entra::User& user = flow.signed_in->user;
  const entra::Tenant* tenant = flow.exchange.published->find_tenant(user.tenant.value);
  const std::string issuer = tenant == nullptr ? user.tenant.value : tenant->name;
  const FactorOfferPage page{
      person_of(flow, form, refused), crypto::print_totp_secret(offer.secret),
      http::otpauth_uri(crypto::print_totp_secret(offer.secret), user.user_principal_name, issuer), offer.sealed};
  return bound(flow, factor_offer_page(page), form.cookie);
}

// The account with what it has just proven. A store that fails shows a page.
std::optional<http::Response> renewed(Flow& flow, const oidc::op::Proofs& proofs) {
  const auto done = renew_session(flow, proofs);
  if (done) return std::nullopt;
  return page_refusal(flow.exchange, done.error());
}

std::optional<http::Response> take_second_factor(Flow& flow) {
  const auto used = use_second_factor(factor_services(flow), flow.exchange, flow.signed_in->user, flow.form->code);
  if (!used) return show_second_factor(flow, &used.error());
  auto proofs = flow.signed_in->sign_in.proofs;
  proofs.second_factor = flow.exchange.now;
  return renewed(flow, proofs);
}

std::optional<http::Response> take_registration(Flow& flow) {
  const auto offer = open_offer(flow.exchange, flow.signed_in->user, flow.form->offer);
  if (!offer) return show_factor_offer(flow);
  const auto registered =
      register_second_factor(factor_services(flow), flow.exchange, flow.signed_in->user, *offer, flow.form->code);
  if (!registered) return show_offer(flow, *offer, &registered.error());
  flow.exchange.log.write(Level::audit, "directory_second_factor",
                          {{"subject", flow.signed_in->user.id.value}, {"trace_id", flow.exchange.trace_id}});
  auto proofs = flow.signed_in->sign_in.proofs;
  proofs.second_factor = flow.exchange.now;
  return renewed(flow, proofs);
}

// What is wrong with the new password; empty if nothing is.
std::string_view fault_of(const FormAction& form) {
  if (form.new_password != form.new_password_again) return kDifferent;
  if (form.new_password == form.password) return kSame;
  return is_acceptable_password(form.new_password) ? std::string_view() : kWeak;
}

// What the person has proven at this browser already.
oidc::op::Proofs held_proofs(const Flow& flow, const entra::User& user) {
  if (flow.signed_in && flow.signed_in->user.id == user.id) return flow.signed_in->sign_in.proofs;
  for (const SignedIn& account : flow.accounts)
    if (account.user.id == user.id) return account.sign_in.proofs;
  return {};
}

// Whoever has a second factor proves it before they choose a new password.
bool asks_code(const Flow& flow, const entra::User& user) {
  return has_second_factor(user) && !held_proofs(flow, user).second_factor;
}

// Stores the new password unless somebody has changed the old one in the meantime. It ends every other sign-in and
// refresh token of the person, as at Entra ID.
Judged<entra::User> store_password(const Flow& flow, const entra::User& user) {
  const Exchange& exchange = flow.exchange;
  const std::string hash = crypto::hash_password(Secret(flow.form->new_password), exchange.random);
  entra::User changed = user;
  SALLYPORT_DEMAND(flow.services.directory.change_user(user.id, [&](entra::User& stored) -> Result<void> {
    const bool is_same = stored.password_hash == user.password_hash ||
                         crypto::check_password(Secret(flow.form->password), stored.password_hash);
    if (!is_same) return failure(Kind::conflict, "password_changed");
    stored.password_hash = hash;
    stored.must_change_password = false;
    stored.password_expires.reset();
    stored.tokens_valid_from = exchange.now;
    changed = stored;
    return {};
  }));
  exchange.log.write(Level::audit, "directory_new_password",
                     {{"subject", user.id.value}, {"trace_id", exchange.trace_id}});
  return changed;
}

std::optional<http::Response> take_new_password(Flow& flow) {
  const FormAction& form = *flow.form;
  const PasswordServices services{flow.services.directory, flow.services.lockout};
  auto user = check_password_itself(services, flow.exchange, flow.client.app, form.login, Secret(form.password));
  if (!user) return show_sign_in(flow, &user.error());
  if (const auto fault = fault_of(form); !fault.empty()) return show_new_password(flow, *user, nullptr, fault);
  oidc::op::Proofs proofs = held_proofs(flow, *user);
  proofs.new_password = flow.exchange.now;
  if (asks_code(flow, *user)) {
    const auto used = use_second_factor(factor_services(flow), flow.exchange, *user, form.code);
    if (!used) return show_new_password(flow, *user, &used.error());
    proofs.second_factor = flow.exchange.now;
  }
  auto changed = store_password(flow, *user);
  if (!changed) return page_refusal(flow.exchange, changed.error());
  if (const auto begun = begin_session(flow, *std::move(changed), proofs); !begun)
    return page_refusal(flow.exchange, begun.error());
  return std::nullopt;
}

struct ProofRow {
  std::string_view act;
  std::optional<http::Response> (*take)(Flow&);
};
constexpr std::array kProofs{
    ProofRow{"second_factor", take_second_factor},
    ProofRow{"register_factor", take_registration},
    ProofRow{"new_password", take_new_password},
};

const ProofRow* find_proof(const Flow& flow) {
  if (!flow.form) return nullptr;
  const auto row = std::ranges::find(kProofs, flow.form->act, &ProofRow::act);
  return row == kProofs.end() ? nullptr : &*row;
}

}  // namespace

http::Response show_second_factor(const Flow& flow, const Refused* refused) {
  const auto form = bind_form(flow);
  return bound(flow, second_factor_page(person_of(flow, form, refused)), form.cookie);
}

http::Response show_factor_offer(const Flow& flow, const Refused* refused) {
  return show_offer(flow, offer_second_factor(flow.exchange, flow.signed_in->user), refused);
}

http::Response show_new_password(const Flow& flow, const entra::User& user, const Refused* refused,
                                 std::string_view fault) {
  const auto form = bind_form(flow);
  NewPasswordPage page{form.target,
                       flow.client.app.display_name,
                       tenant_name(flow),
                       user.user_principal_name,
                       asks_code(flow, user),
                       nullptr,
                       {},
                       fault};
  if (refused != nullptr) {
    log_refusal(flow.exchange, "sign_in", *refused);
    page.refusal = refused->row;
    page.refusal_lines = describe_in_lines(flow.exchange, *refused);
  }
  return bound(flow, new_password_page(page), form.cookie);
}

bool is_proof(const Flow& flow) {
  return find_proof(flow) != nullptr;
}

std::optional<http::Response> take_proof(Flow& flow) {
  return find_proof(flow)->take(flow);
}

http::Response show_refused_sign_in(const Flow& flow, const Refused& refused) {
  if (refused.code() != entra::refusal<50055>().code) return show_sign_in(flow, &refused);
  const auto user = flow.services.directory.find_user_by_name(flow.form->login);
  if (!user) return page_refusal(flow.exchange, to_refused(user.error()));
  return *user ? show_new_password(flow, **user, &refused) : show_sign_in(flow, &refused);
}

}  // namespace sallyport::directory
