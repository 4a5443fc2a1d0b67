// The server that takes our mail: mail.*.
#include "app/config/section/credential_file.h"
#include "app/config/section/section.h"
#include "http/address.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kMailUrl = "mail.url";
constexpr std::string_view kMailFrom = "mail.from";
constexpr std::string_view kMailUser = "mail.user";
constexpr std::string_view kMailPasswordFile = "mail.passwordFile";
constexpr std::string_view kStartTls = "mail.startTls";
constexpr std::string_view kMailExample = "url: smtp://mail.example:587";

// The host of smtp://HOST[:PORT] or smtps://HOST[:PORT]; empty, and reported, for anything else.
std::string read_mail_host(const Context& context, const std::string& url) {
  const bool known = url.starts_with("smtp://") || url.starts_with("smtps://");
  const auto rest = known ? http::Url::parse("https://" + url.substr(url.find("://") + 3))
                          : Result<http::Url>(failure(Kind::malformed, "mail_url"));
  if (rest && rest->path == "/" && !rest->has_query) return rest->host;
  context.add(rule("bad_value"), kMailUrl, "`" + url + "` is not smtp://HOST:PORT or smtps://HOST:PORT",
              std::string(kMailExample));
  return {};
}

// In the clear, everybody on the way could read the links.
void check_clear(const Context& context, const std::string& host, LoadedConfig::MailRelay& relay) {
  relay.demands_tls = context.values.text(kStartTls) == "required";
  if (relay.demands_tls || host.empty() || http::is_loopback_host(host)) return;
  context.add(rule("bad_value"), kStartTls, "would send mail, and a password, over the network in the clear",
              "startTls: required");
}

void read_mail_user(const Context& context, LoadedConfig::MailRelay& relay) {
  relay.user = context.values.text(kMailUser);
  const bool has_file = context.values.given(kMailPasswordFile);
  if (relay.user.empty() == has_file)
    context.add(rule("missing_key"), has_file ? kMailUser : kMailPasswordFile,
                "is needed with " + std::string(has_file ? kMailPasswordFile : kMailUser),
                has_file ? "user: NAME" : "passwordFile: PATH");
  if (relay.user.empty() || !has_file) return;
  const auto text = read_credential_file(context, kMailPasswordFile, Holds::secret);
  if (!text) return;
  const std::string password = without_line_end(*text);
  check_one_line(context, kMailPasswordFile, password, "the password", "the password");
  relay.password = Secret(password);
}

}  // namespace

void build_mail(const Context& context, LoadedConfig& out) {
  if (!context.values.given(kMailUrl)) return;
  LoadedConfig::MailRelay relay;
  relay.url = context.values.text(kMailUrl);
  check_clear(context, read_mail_host(context, relay.url), relay);
  relay.from = context.values.text(kMailFrom);
  if (relay.from.empty())
    context.add(rule("missing_key"), kMailFrom, "is needed with mail.url", "from: sallyport@example.com");
  else if (relay.from.find('@') == std::string::npos)
    context.add(rule("bad_value"), kMailFrom, "`" + relay.from + "` is no e-mail address",
                "from: sallyport@example.com");
  read_mail_user(context, relay);
  out.mail = std::move(relay);
}

}  // namespace sallyport::app::config
