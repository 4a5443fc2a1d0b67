#include "gateway/sign_in/local_admin.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "crypto/password.h"
#include "crypto/totp.h"
#include "gateway/accounts/challenge.h"
#include "gateway/accounts/known_browser.h"
#include "gateway/accounts/password_change.h"
#include "gateway/accounts/password_rules.h"
#include "gateway/accounts/second_factor.h"
#include "gateway/call/lifetimes.h"
#include "gateway/sign_in/account_form.h"
#include "gateway/sign_in/local_admin_link.h"
#include "gateway/sign_in/local_admin_password.h"
#include "gateway/sign_in/second_factor_pages.h"
#include "gateway/sign_in/sign_in.h"
#include "gateway/standing/end_sessions.h"
#include "gateway/standing/local_standing.h"
#include "gateway/standing/renewal.h"
#include "http/form.h"
#include "identity/person.h"
#include "session/device.h"

namespace sallyport::gateway {
namespace {

using identity::LocalAdmin;

constexpr std::string_view kLocalCodePage = "/local-admin/code";
constexpr std::string_view kPasswordSet = "The password is set. Sign in with it.";

// The pages answer 404 without an account, and, with a provider, until the account has a password.
bool is_hidden(const Call& call, const std::optional<LocalAdmin>& account) {
  return !account || (account->password_hash.empty() && call.settings().sign_in_configured);
}

http::Answer no_such_page(const Call& call) {
  constexpr std::string_view kText = "There is no such page.";
  return not_found_answer(call, kText, kText);
}

// Nobody has used the one-time link yet, so nobody can sign in at all.
http::Answer not_set_up(const Call& call) {
  constexpr std::string_view kText = "Nobody can sign in here yet.";
  return notice_answer(
      call, 503,
      {"Not set up yet",
       {std::string(kText)},
       {{"Who can help", "the person who started this gateway"},
        {"What to do",
         "Open the one-time link that the gateway printed when it started. It leads to a page where you choose the "
         "password of the local administrator account."},
        {"Without the link",
         "Start the gateway again, or run \"sallyport admin recover\" there. Both print a new one."}},
       {},
       {}},
      kText);
}

std::optional<http::Answer> refuse_foreign(const Call& call) {
  if (call.request.method != "POST" || call.site().fetch_of(call.request) == Fetch::same_origin) return std::nullopt;
  return refusal_answer(call, {Kind::forbidden, "csrf", "Fetch Metadata", {}});
}

// Makes the browser a known one. `name` is the one that it has already; empty: it gets one.
http::SetCookie browser_cookie(const Call& call, const LocalAccountParts& parts, const LocalAdmin& account,
                               std::string name) {
  return known_browser_cookie(call, parts.sealer, administrators_browsers(call), account.password_hash,
                              std::move(name));
}

http::Answer busy_page(const Call& call) {
  http::Answer answer = page_answer(
      call, 503, render_local_sign_in({.obstacle = "Too many people are trying at the moment. Try again."}));
  answer.response.add("Retry-After", "1");
  return answer;
}

http::Answer wait_page(const Call& call, Seconds wait) {
  http::Answer answer = page_answer(call, 429, render_local_sign_in({.obstacle = too_many_attempts(wait)}));
  answer.response.add("Retry-After", std::to_string(wait.count()));
  return answer;
}

session::Session local_session(const Call& call, const SessionId& id, const std::vector<std::string>& proven_by) {
  const UnixTime now = call.essentials.clock.now();
  session::Session session;
  session.digest = session::digest_of(id);
  session.person = PersonId(std::string(kLocalPerson));
  session.provider = identity::kLocal;
  session.issuer = Issuer(std::string(kLocalIssuer));
  session.subject = Subject("admin");
  session.username = kLocalAdminName;
  session.display_name = "Local administrator";
  session.amr = proven_by;
  session.authenticated = now;
  session.device = session::device_label(call.request.header("User-Agent").value_or(""));
  session.address = call.trace.client;
  session.created = session.last_seen = now;
  session.renew_after = kNeverRenewed;
  session.expires = now + std::min(kLocalSessionLifetime, call.settings().sessions.limits.absolute);
  return session;
}

http::Answer wrong_password(const Call& call) {
  return page_answer(call, 401, render_local_sign_in({.complaint = "That is not the password."}));
}

// What has been proven before a session may be opened.
struct Proven {
  LocalAdmin account;   // whose password was right
  Secret password{};    // empty if it came with an earlier request
  std::string browser;  // the name of a known browser, or empty
  std::vector<std::string> by{"pwd"};
};

// The account, if the password and the second factor are still good. Others may have been set, or the account retired,
// while they were being checked. Each of these ends the sessions that are there at that moment. So this is asked after
// our session was made: either it sees the change, or the change has ended our session.
Result<std::optional<LocalAdmin>> find_still_good(const LocalAccountParts& parts, const Proven& proven) {
  SALLYPORT_TRY(auto now, find_active_admin(parts));
  if (!now || now->password_hash.empty()) return std::optional<LocalAdmin>();
  // Two sign-ins at the same moment may both have upgraded the hash. Then only one of the new hashes was stored.
  const bool same = now->password_hash == proven.account.password_hash;
  if (!same && !crypto::check_password(proven.password, now->password_hash)) return std::optional<LocalAdmin>();
  SALLYPORT_TRY(const bool enough,
                has_proven_factor_of_now(parts.accounts, PersonId(std::string(kLocalPerson)), proven.by));
  return enough ? std::move(now) : std::optional<LocalAdmin>();
}

// Opens a session, and adds its cookies to `success`.
http::Answer let_in(const Call& call, const LocalAccountParts& parts, const Proven& proven, http::Answer success) {
  if (const auto old = end_presented_session(call, parts.sessions, parts.revocations, "signed_in_anew"); !old)
    return refusal_answer(call, old.error());
  const SessionId id = session::make_session_id(call.essentials.random);
  const session::Session session = local_session(call, id, proven.by);
  if (const auto made = parts.sessions.create(session); !made) return refusal_answer(call, made.error());
  parts.seen.add(session::array_of(session.digest));
  const auto current = find_still_good(parts, proven);
  if (!current || !*current) {
    const auto ended =
        end_sessions(parts.sessions, parts.revocations, {.digest = session.digest}, call.essentials.clock.now());
    if (!current || !ended) return refusal_answer(call, current ? ended.error() : current.error());
    note_refused_password(call);
    return wrong_password(call);
  }
  call.essentials.metrics.count("local_sign_ins");
  audit(call, "local_sign_in", {});
  success.response.add("Set-Cookie", session_cookie(call.site(), id.value, session.expires - session.created).print());
  success.response.add("Set-Cookie", browser_cookie(call, parts, **current, proven.browser).print());
  return success;
}

FactorOwner factor_owner_of(const Proven& proven) {
  return {PersonId(std::string(kLocalPerson)), std::string(kLocalAdminName), proven.browser};
}

Challenge challenge_for(const LocalAccountParts& parts, const Proven& proven, Secret offered_key) {
  const Seconds lifetime = offered_key.empty() ? kChallengeLifetime : kOfferedKeyLifetime;
  return {.person = PersonId(std::string(kLocalPerson)),
          .password_mark = password_mark(proven.account.password_hash),
          .browser = proven.browser,
          .expires = parts.clock.now() + lifetime,
          .offered_key = std::move(offered_key)};
}

http::Answer to_start_page(const Call& call) {
  return redirect_answer(call, call.site().address_of("/"));
}

// After the password: a code of the second factor or its set-up may come first.
http::Answer enter(const Call& call, const LocalAccountParts& parts, const Proven& proven) {
  const auto factor = parts.accounts.find_factor(PersonId(std::string(kLocalPerson)));
  if (!factor) return refusal_answer(call, factor.error());
  if (*factor) return code_answer(call, parts.factors(), {kLocalCodePage}, challenge_for(parts, proven, {}), {});
  if (!needs_second_factor(call.settings().local_accounts, true))
    return let_in(call, parts, proven, to_start_page(call));
  return offer_answer(call, parts.factors(), {kLocalCodePage},
                      challenge_for(parts, proven, crypto::make_totp_secret(parts.random)), kLocalAdminName, {});
}

http::Answer try_code(const Call& call, const LocalAccountParts& parts, const Challenge& challenge, Proven proven,
                      std::string_view code) {
  const auto check = check_code(call, parts.factors(), factor_owner_of(proven), code);
  if (!check) return refusal_answer(call, check.error());
  if (check->outcome != CodeOutcome::right)
    return code_answer(call, parts.factors(), {kLocalCodePage}, challenge, complaint_of(*check));
  proven.by = proven_by(*check);
  return let_in(call, parts, proven, to_start_page(call));
}

http::Answer start_again(const Call& call) {
  return page_answer(call, 401, render_local_sign_in({.obstacle = kStartAgain}));
}

http::Answer try_set_up(const Call& call, const LocalAccountParts& parts, const Challenge& challenge, Proven proven,
                        std::string_view code) {
  const auto codes = set_up_factor(call, parts.factors(), factor_owner_of(proven), challenge.offered_key, code);
  if (!codes && codes.error().reason == "factor_exists") return start_again(call);
  if (!codes) return refusal_answer(call, codes.error());
  if (!*codes) return offer_answer(call, parts.factors(), {kLocalCodePage}, challenge, kLocalAdminName, kWrongCode);
  proven.by = proven_by({});
  return let_in(call, parts, proven, recovery_codes_answer(call, **codes, call.site().address_of("/")));
}

std::string_view complaint_about(std::string_view password, std::string_view again) {
  const std::string_view complaint = complaint_about_password(password);
  if (complaint.empty() && password != again) return "The two entries differ.";
  return complaint;
}

// The form as it is first shown. After the password was set, local_setup() leads here.
http::Answer sign_in_form(const Call& call) {
  const auto query = http::Form::parse(call.request.query());
  const bool is_set = query && query->text("set") == "1";
  return page_answer(call, 200, render_local_sign_in({.news = is_set ? kPasswordSet : std::string_view()}));
}

http::Answer dead_link(const Call& call) {
  const Notice dead{"This link does not work",
                    {"It was used already, it has expired, or a part of it is missing.",
                     "For a new one, run \"sallyport admin recover\" on the gateway's machine."},
                    {},
                    {},
                    call.trace.request_id};
  return page_answer(call, 400, render_notice(dead));
}

}  // namespace

http::Outcome local_sign_in(const Call& call, const LocalAccountParts& parts) {
  if (auto foreign = refuse_foreign(call)) return *std::move(foreign);
  const auto account = find_active_admin(parts);
  if (!account) return refusal_answer(call, account.error());
  if (is_hidden(call, *account)) return no_such_page(call);
  if ((*account)->password_hash.empty()) return not_set_up(call);
  if (call.request.method != "POST") return sign_in_form(call);
  const auto form = http::Form::parse(call.request.body);
  const Secret password(form ? form->text("password") : std::string());
  const auto checked = check_local_password(call, parts, **account, password);
  if (!checked) return refusal_answer(call, checked.error());
  switch (checked->outcome) {
    case Checked::busy:
      return busy_page(call);
    case Checked::wait:
      return wait_page(call, checked->wait);
    case Checked::wrong:
      return wrong_password(call);
    case Checked::right:
      return enter(call, parts, {checked->account, password, checked->browser});
  }
  return wrong_password(call);
}

http::Outcome local_code(const Call& call, const LocalAccountParts& parts) {
  if (auto foreign = refuse_foreign(call)) return *std::move(foreign);
  const auto account = find_active_admin(parts);
  if (!account) return refusal_answer(call, account.error());
  if (!*account || (*account)->password_hash.empty()) return no_such_page(call);
  if (call.request.method != "POST") return redirect_answer(call, call.site().address_of("/local-admin"));
  const http::Form fields = read_account_form(call);
  const auto challenge = use_challenge(parts.factors(), fields.text("challenge"));
  if (!challenge && challenge.error().kind == Kind::unavailable) return refusal_answer(call, challenge.error());
  const bool good = challenge && challenge->person.value == kLocalPerson &&
                    challenge->password_mark == password_mark((*account)->password_hash);
  if (!good) return start_again(call);
  const Proven proven{**account, {}, challenge->browser};
  const std::string code = fields.text("code");
  if (challenge->offered_key.empty()) return try_code(call, parts, *challenge, proven, code);
  return try_set_up(call, parts, *challenge, proven, code);
}

http::Outcome local_setup(const Call& call, const LocalAccountParts& parts) {
  if (auto foreign = refuse_foreign(call)) return *std::move(foreign);
  const bool post = call.request.method == "POST";
  const auto form = http::Form::parse(post ? call.request.body : call.request.query());
  const std::string link = form ? form->text("link") : std::string();
  const auto account = find_active_admin(parts);
  if (!account) return refusal_answer(call, account.error());
  const UnixTime now = call.essentials.clock.now();
  const bool open = *account && opens(**account, link, now);
  if (!open) return is_hidden(call, *account) ? no_such_page(call) : dead_link(call);
  if (!post) return page_answer(call, 200, render_local_setup(link, {}));
  const std::string password = form->text("password");
  if (const auto complaint = complaint_about(password, form->text("again")); !complaint.empty())
    return page_answer(call, 400, render_local_setup(link, complaint));
  LocalAdmin changed = **account;
  changed.password_hash =
      crypto::hash_password(Secret(password), call.essentials.random, call.settings().local_accounts.hash);
  // A new password ends the sessions that the old one opened: before it is set, so that the link stays good while they
  // cannot be ended; and after it, because somebody may have signed in meanwhile.
  const session::EndOf all{.person = PersonId(std::string(kLocalPerson))};
  const auto ended_before = end_sessions(parts.sessions, parts.revocations, all, now);
  if (!ended_before) return refusal_answer(call, ended_before.error());
  const auto taken = parts.local_admin.consume_link((*account)->link_hash, changed.password_hash, now);
  if (!taken && taken.error().kind == Kind::unavailable) return refusal_answer(call, taken.error());
  if (!taken) return dead_link(call);
  const auto ended = end_sessions(parts.sessions, parts.revocations, all, now);
  if (!ended) return refusal_answer(call, ended.error());
  audit(call, "local_admin_password_set", {});
  // The link proves more than a password, so guesses by others must not keep this browser from signing in now.
  http::Answer answer = redirect_answer(call, call.site().address_of("/local-admin?set=1"));
  answer.response.add("Set-Cookie", browser_cookie(call, parts, changed, {}).print());
  return answer;
}

}  // namespace sallyport::gateway
