#include "gateway/local_admin.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "crypto/password.h"
#include "gateway/gateway.h"
#include "gateway/password_rules.h"
#include "gateway/renewal.h"
#include "gateway/sign_in.h"
#include "http/form.h"

namespace sallyport::gateway {
namespace {

using identity::LocalAdmin;

constexpr Seconds kLinkLifetime{24 * 3600};
constexpr Seconds kRecoveryLifetime{3600};
constexpr Seconds kLocalSession{8 * 3600};
constexpr Seconds kBrowserKnown{90 * 86400};
constexpr std::string_view kLocalPerson = "local-admin";
constexpr std::string_view kBrowserPurpose = "admin_browser";

std::string hash_of(std::string_view link) {
  return hex_encode(crypto::view(crypto::sha256(link)));
}

bool has_open_link(const LocalAdmin& admin, UnixTime now) {
  return !admin.link_hash.empty() && now < admin.link_expires;
}

struct NewLink {
  LocalAdmin admin;
  std::string url;
};

NewLink with_new_link(LocalAdmin admin, Random& random, UnixTime expires, std::string_view public_url) {
  const std::string link = random_token(random);
  admin.link_hash = hash_of(link);
  admin.link_expires = expires;
  admin.retired = false;
  std::string url(public_url);
  while (url.ends_with('/')) url.pop_back();
  return {std::move(admin), url + "/local-admin/setup?link=" + link};
}

std::string field(const http::Form& form, std::string_view name) {
  const auto value = form.one(name);
  return value && *value ? **value : std::string();
}

// The administrator, where there is one who may sign in.
Result<std::optional<LocalAdmin>> find_active(const Call& call) {
  SALLYPORT_TRY(auto admin, call.services.local_admin.find());
  if (!admin || admin->retired) return std::optional<LocalAdmin>();
  return admin;
}

http::Answer no_such_page(const Call& call) {
  return notice_answer(call, 404, {"Not found", {"There is no such page."}, {}, {}, {}}, "There is no such page.");
}

std::optional<http::Answer> refuse_foreign(const Call& call) {
  if (call.request.method != "POST" || call.site().fetch_of(call.request) == Fetch::same_origin) return std::nullopt;
  return refusal_answer(call, {Kind::forbidden, "csrf", "Fetch Metadata", {}});
}

// What proves that this browser has signed the administrator in before, with the password of now.
std::string browser_mark(const LocalAdmin& admin, std::string_view name) {
  return std::string(name) + ":" + hash_of(admin.password_hash).substr(0, 16);
}

std::optional<std::string> known_browser(const Call& call, const LocalAdmin& admin) {
  const auto cookie = http::cookie(call.request, call.site().admin_browser_cookie);
  if (!cookie) return std::nullopt;
  const auto mark = call.services.sealer.open(*cookie, kBrowserPurpose, call.services.clock.now());
  if (!mark) return std::nullopt;
  const std::string name = mark->substr(0, mark->find(':'));
  if (*mark != browser_mark(admin, name)) return std::nullopt;
  return name;
}

Throttle::Guesser guesser_of(const Call& call, const LocalAdmin& admin) {
  const auto browser = known_browser(call, admin);
  return browser ? Throttle::Guesser{*browser, true} : Throttle::Guesser{call.trace.client, false};
}

http::SetCookie browser_cookie(const Call& call, const LocalAdmin& admin, const Throttle::Guesser& guesser) {
  const std::string name = guesser.known_browser ? guesser.name : random_token(call.services.random);
  http::SetCookie cookie;
  cookie.name = call.site().admin_browser_cookie;
  cookie.value =
      call.services.sealer.seal(browser_mark(admin, name), kBrowserPurpose, call.services.clock.now() + kBrowserKnown);
  cookie.same_site = http::SameSite::strict;
  cookie.secure = call.site().secure;
  cookie.max_age = kBrowserKnown;
  return cookie;
}

http::Answer busy_page(const Call& call) {
  http::Answer answer =
      page_answer(call, 503, render_local_sign_in("Many people are trying at this moment. Try again."));
  answer.response.add("Retry-After", "1");
  return answer;
}

http::Answer wait_page(const Call& call, Seconds wait) {
  http::Answer answer = page_answer(
      call, 429, render_local_sign_in("Too many attempts. Try again in " + std::to_string(wait.count()) + " seconds."));
  answer.response.add("Retry-After", std::to_string(wait.count()));
  return answer;
}

session::Session local_session(const Call& call, const SessionId& id) {
  const UnixTime now = call.services.clock.now();
  session::Session session;
  session.digest = session::digest_of(id);
  session.person = PersonId(std::string(kLocalPerson));
  session.issuer = Issuer(std::string(kLocalIssuer));
  session.subject = Subject("admin");
  session.username = "admin";
  session.display_name = "Local administrator";
  session.admin = true;
  session.created = session.last_seen = now;
  session.renew_after = kNeverRenewed;
  session.expires = now + std::min(kLocalSession, call.settings().sessions.limits.absolute);
  return session;
}

http::Answer let_admin_in(const Call& call) {
  if (const auto old = end_presented_session(call, "signed_in_anew"); !old) return refusal_answer(call, old.error());
  const SessionId id = session::make_session_id(call.services.random);
  const session::Session session = local_session(call, id);
  if (const auto made = call.services.sessions.create(session); !made) return refusal_answer(call, made.error());
  call.services.metrics.count("local_sign_ins");
  audit(call, "local_sign_in", {});
  http::Answer answer = redirect_answer(call, call.site().origin + "/");
  answer.response.add("Set-Cookie", session_cookie(call.site(), id.value, session.expires - session.created).print());
  return answer;
}

std::string_view complaint_about(std::string_view password, std::string_view again) {
  const std::string_view complaint = complaint_about_password(password);
  if (complaint.empty() && password != again) return "The two entries differ.";
  return complaint;
}

}  // namespace

http::Outcome local_sign_in(const Call& call) {
  if (auto foreign = refuse_foreign(call)) return *std::move(foreign);
  const auto admin = find_active(call);
  if (!admin) return refusal_answer(call, admin.error());
  if (!*admin || (*admin)->password_hash.empty()) return no_such_page(call);
  if (call.request.method != "POST") return page_answer(call, 200, render_local_sign_in({}));
  Shared& shared = call.services.shared;
  const Throttle::Guesser guesser = guesser_of(call, **admin);
  // Argon2 takes memory and a worker for a while: few at once, and strangers take no place from whom we know.
  const Places::Place place(guesser.known_browser ? shared.known_browsers : shared.guesses);
  if (!place) return busy_page(call);
  const auto now = std::chrono::duration_cast<Seconds>(call.services.clock.monotonic().time_since_epoch());
  if (const Seconds wait = shared.throttle.begin(guesser, now); wait > Seconds(0)) return wait_page(call, wait);
  const auto form = http::Form::parse(call.request.body);
  const Secret password(form ? field(*form, "password") : std::string());
  if (password.reveal().size() > kMaxPassword || !crypto::check_password(password, (*admin)->password_hash)) {
    call.services.metrics.count("refusals", "local_password");
    audit(call, "local_sign_in_refused", {});
    return page_answer(call, 401, render_local_sign_in("That is not the password."));
  }
  shared.throttle.succeeded(guesser);
  http::Answer answer = let_admin_in(call);
  answer.response.add("Set-Cookie", browser_cookie(call, **admin, guesser).print());
  return answer;
}

http::Outcome local_setup(const Call& call) {
  if (auto foreign = refuse_foreign(call)) return *std::move(foreign);
  const bool post = call.request.method == "POST";
  const auto form = http::Form::parse(post ? call.request.body : call.request.query());
  const std::string link = form ? field(*form, "link") : std::string();
  const auto admin = find_active(call);
  if (!admin) return refusal_answer(call, admin.error());
  const UnixTime now = call.services.clock.now();
  const bool open =
      *admin && has_open_link(**admin, now) && crypto::constant_time_equal((*admin)->link_hash, hash_of(link));
  const Notice dead{"This link does not work",
                    {"It was used already, it has expired, or it is not whole.",
                     "Restart Sallyport, or run sallyport admin recover --config FILE on the machine, for a new one."},
                    {},
                    {},
                    call.trace.request_id};
  if (!open) return page_answer(call, 400, render_notice(dead));
  if (!post) return page_answer(call, 200, render_local_setup(link, {}));
  const std::string password = field(*form, "password");
  if (const auto complaint = complaint_about(password, field(*form, "again")); !complaint.empty())
    return page_answer(call, 400, render_local_setup(link, complaint));
  const std::string hash = crypto::hash_password(Secret(password), call.services.random);
  const auto taken = call.services.local_admin.consume_link(hash_of(link), hash, now);
  if (!taken && taken.error().kind == Kind::unavailable) return refusal_answer(call, taken.error());
  if (!taken) return page_answer(call, 400, render_notice(dead));
  // A new password ends what the old one opened.
  const auto ended = call.services.sessions.end({std::nullopt, PersonId(std::string(kLocalPerson)), std::nullopt}, now);
  if (!ended) return refusal_answer(call, ended.error());
  call.services.shared.revocations.publish(*ended);
  audit(call, "local_admin_password_set", {});
  return redirect_answer(call, "/local-admin");
}

Result<std::optional<std::string>> ensure_local_admin(Services& services) {
  const UnixTime now = services.clock.now();
  SALLYPORT_TRY(auto admin, services.local_admin.find());
  if (services.settings->sign_in_configured) {
    if (!admin || admin->retired || has_open_link(*admin, now)) return std::optional<std::string>();
    admin->retired = true;
    SALLYPORT_CHECK(services.local_admin.put(*admin));
    SALLYPORT_TRY(const auto ended,
                  services.sessions.end({std::nullopt, PersonId(std::string(kLocalPerson)), std::nullopt}, now));
    services.shared.revocations.publish(ended);
    services.log.write(Level::audit, "local_admin_retired", {});
    return std::optional<std::string>();
  }
  if (admin && !admin->retired && !admin->password_hash.empty()) return std::optional<std::string>();
  const auto made = with_new_link(admin.value_or(LocalAdmin{}), services.random, now + kLinkLifetime,
                                  services.settings->server.public_url);
  SALLYPORT_CHECK(services.local_admin.put(made.admin));
  services.log.write(Level::audit, "local_admin_link_made", {{"expires", print_rfc3339(made.admin.link_expires)}});
  return std::optional(made.url);
}

Result<std::string> recover_local_admin(identity::LocalAdminStore& store, Random& random, const Clock& clock, Log& log,
                                        std::string_view public_url) {
  SALLYPORT_TRY(const auto admin, store.find());
  const auto made = with_new_link(admin.value_or(LocalAdmin{}), random, clock.now() + kRecoveryLifetime, public_url);
  SALLYPORT_CHECK(store.put(made.admin));
  log.write(Level::audit, "local_admin_recovered", {{"expires", print_rfc3339(made.admin.link_expires)}});
  return made.url;
}

}  // namespace sallyport::gateway
