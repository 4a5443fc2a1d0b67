#include "gateway/sign_in/local_admin.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/password.h"
#include "gateway/accounts/known_browser.h"
#include "gateway/accounts/password_rules.h"
#include "gateway/call/lifetimes.h"
#include "gateway/sign_in/local_admin_link.h"
#include "gateway/sign_in/sign_in.h"
#include "gateway/standing/end_sessions.h"
#include "gateway/standing/renewal.h"
#include "http/form.h"
#include "identity/person.h"
#include "session/device.h"

namespace sallyport::gateway {
namespace {

using identity::LocalAdmin;

constexpr std::string_view kBrowserPurpose = "admin_browser";
constexpr std::string_view kPasswordSet = "The password is set. Sign in with it.";

// The account, if there is one that is not retired.
Result<std::optional<LocalAdmin>> find_active(const LocalAccountParts& parts) {
  SALLYPORT_TRY(auto account, parts.local_admin.find());
  if (!account || account->retired) return std::optional<LocalAdmin>();
  return account;
}

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

// The browsers in which somebody signed in to the account with its current password.
BrowserCookie browsers(const Call& call) {
  return {call.site().admin_browser_cookie, kBrowserPurpose};
}

session::Guesser guesser_of(const Call& call, const LocalAccountParts& parts, const LocalAdmin& account) {
  return guesser_of(call, known_browser(call, parts.sealer, browsers(call), account.password_hash), {});
}

// Makes the browser a known one. `name` is the one that it has already; empty: it gets one.
http::SetCookie browser_cookie(const Call& call, const LocalAccountParts& parts, const LocalAdmin& account,
                               std::string name) {
  return known_browser_cookie(call, parts.sealer, browsers(call), account.password_hash, std::move(name));
}

http::Answer busy_page(const Call& call) {
  http::Answer answer = page_answer(
      call, 503, render_local_sign_in({.obstacle = "Too many people are trying at the moment. Try again."}));
  answer.response.add("Retry-After", "1");
  return answer;
}

http::Answer wait_page(const Call& call, Seconds wait) {
  const std::string text = "Too many attempts. Try again in " + std::to_string(wait.count()) + " seconds.";
  http::Answer answer = page_answer(call, 429, render_local_sign_in({.obstacle = text}));
  answer.response.add("Retry-After", std::to_string(wait.count()));
  return answer;
}

session::Session local_session(const Call& call, const SessionId& id) {
  const UnixTime now = call.essentials.clock.now();
  session::Session session;
  session.digest = session::digest_of(id);
  session.person = PersonId(std::string(kLocalPerson));
  session.provider = identity::kLocal;
  session.issuer = Issuer(std::string(kLocalIssuer));
  session.subject = Subject("admin");
  session.username = "admin";
  session.display_name = "Local administrator";
  session.device = session::device_label(call.request.header("User-Agent").value_or(""));
  session.address = call.trace.client;
  session.created = session.last_seen = now;
  session.renew_after = kNeverRenewed;
  session.expires = now + std::min(kLocalSessionLifetime, call.settings().sessions.limits.absolute);
  return session;
}

http::Answer wrong_password(const Call& call) {
  call.essentials.metrics.count("refusals", "local_password");
  audit(call, "local_sign_in_refused", {});
  return page_answer(call, 401, render_local_sign_in({.complaint = "That is not the password."}));
}

// The account, if the password is still good. Another one may have been set, or the account retired, while it was being
// checked. Each of these ends the sessions that are there at that moment. So this is asked after our session was made:
// either it sees the change, or the change has ended our session.
Result<std::optional<LocalAdmin>> find_still_good(const LocalAccountParts& parts, const LocalAdmin& checked,
                                                  const Secret& password) {
  SALLYPORT_TRY(auto now, find_active(parts));
  if (!now || now->password_hash.empty()) return std::optional<LocalAdmin>();
  // Two sign-ins at the same moment may both have upgraded the hash. Then only one of the new hashes was stored.
  const bool same = now->password_hash == checked.password_hash;
  if (!same && !crypto::check_password(password, now->password_hash)) return std::optional<LocalAdmin>();
  return now;
}

// Opens a session for the holder of the password of `checked`. `browser` is the name of a known browser, or empty.
http::Answer let_in(const Call& call, const LocalAccountParts& parts, const LocalAdmin& checked, const Secret& password,
                    std::string browser) {
  if (const auto old = end_presented_session(call, parts.sessions, parts.revocations, "signed_in_anew"); !old)
    return refusal_answer(call, old.error());
  const SessionId id = session::make_session_id(call.essentials.random);
  const session::Session session = local_session(call, id);
  if (const auto made = parts.sessions.create(session); !made) return refusal_answer(call, made.error());
  parts.seen.add(session::array_of(session.digest));
  const auto current = find_still_good(parts, checked, password);
  if (!current || !*current) {
    const auto ended =
        end_sessions(parts.sessions, parts.revocations, {.digest = session.digest}, call.essentials.clock.now());
    if (!current || !ended) return refusal_answer(call, current ? ended.error() : current.error());
    return wrong_password(call);
  }
  call.essentials.metrics.count("local_sign_ins");
  audit(call, "local_sign_in", {});
  http::Answer answer = redirect_answer(call, call.site().address_of("/"));
  answer.response.add("Set-Cookie", session_cookie(call.site(), id.value, session.expires - session.created).print());
  answer.response.add("Set-Cookie", browser_cookie(call, parts, **current, std::move(browser)).print());
  return answer;
}

// If the hash has the parameters of an earlier version, makes a new one while we have the password. If the store fails,
// the old hash stays, and is still good. A new hash makes the other known browsers unknown to the throttle until their
// next sign-in, because their cookies are bound to the old one.
LocalAdmin with_current_hash(const Call& call, const LocalAccountParts& parts, LocalAdmin account,
                             const Secret& password) {
  const crypto::PasswordCost& cost = call.settings().local_accounts.hash;
  if (!crypto::is_outdated(account.password_hash, cost)) return account;
  std::string hash = crypto::hash_password(password, call.essentials.random, cost);
  if (!parts.local_admin.upgrade_password(account.password_hash, hash)) return account;
  account.password_hash = std::move(hash);
  audit(call, "local_admin_password_upgraded", {});
  return account;
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
  const auto account = find_active(parts);
  if (!account) return refusal_answer(call, account.error());
  if (is_hidden(call, *account)) return no_such_page(call);
  if ((*account)->password_hash.empty()) return not_set_up(call);
  if (call.request.method != "POST") return sign_in_form(call);
  const session::Guesser guesser = guesser_of(call, parts, **account);
  const HashingPool::Turn turn(guesser.known_browser ? parts.known_browsers : parts.strangers);
  if (!turn) return busy_page(call);
  const auto wait = parts.sign_ins.begin_try(guesser, call.essentials.clock.now());
  if (!wait) return refusal_answer(call, wait.error());
  if (*wait > Seconds(0)) return wait_page(call, *wait);
  const auto form = http::Form::parse(call.request.body);
  const Secret password(form ? form->text("password") : std::string());
  if (password.reveal().size() > kMaxPassword || !crypto::check_password(password, (*account)->password_hash))
    return wrong_password(call);
  if (const auto counted = parts.sign_ins.take_back_try(guesser); !counted)
    return refusal_answer(call, counted.error());
  const LocalAdmin current = with_current_hash(call, parts, **account, password);
  return let_in(call, parts, current, password, guesser.known_browser ? guesser.name : std::string());
}

http::Outcome local_setup(const Call& call, const LocalAccountParts& parts) {
  if (auto foreign = refuse_foreign(call)) return *std::move(foreign);
  const bool post = call.request.method == "POST";
  const auto form = http::Form::parse(post ? call.request.body : call.request.query());
  const std::string link = form ? form->text("link") : std::string();
  const auto account = find_active(parts);
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
  const auto taken = parts.local_admin.consume_link((*account)->link_hash, changed.password_hash, now);
  if (!taken && taken.error().kind == Kind::unavailable) return refusal_answer(call, taken.error());
  if (!taken) return dead_link(call);
  // A new password ends the sessions that the old one opened.
  const session::EndOf all{.person = PersonId(std::string(kLocalPerson))};
  const auto ended = end_sessions(parts.sessions, parts.revocations, all, now);
  if (!ended) return refusal_answer(call, ended.error());
  audit(call, "local_admin_password_set", {});
  // The link proves more than a password, so guesses by others must not keep this browser from signing in now.
  http::Answer answer = redirect_answer(call, call.site().address_of("/local-admin?set=1"));
  answer.response.add("Set-Cookie", browser_cookie(call, parts, changed, {}).print());
  return answer;
}

}  // namespace sallyport::gateway
