#include <algorithm>
#include <filesystem>

#include "app/config/build.h"
#include "http/message.h"

namespace sallyport::app::config {
namespace {

// OpenMetadata's quick start ships this key with its private half, to everybody.
constexpr std::string_view kPublishedKeyId = "Gb389a-9f76-gdjs-a92j-0242bk94356";

bool is_cookie_name(std::string_view name) {  // RFC 6265 4.1.1
  return name.size() <= 64 && http::is_token(name);
}

// The first of these keys that is given.
std::string_view absolute_key(const Values& values) {
  for (const std::string_view key : {"sessions.absolute", "authenticationConfiguration.sessionExpiry",
                                     "authenticationConfiguration.oidcConfiguration.sessionExpiry"})
    if (values.given(key)) return key;
  return "sessions.absolute";
}

void check_limits(const Context& context, std::string_view absolute, gateway::SessionSettings& sessions) {
  if (sessions.limits.absolute < Seconds(60) || sessions.limits.idle < Seconds(60))
    context.add(rule("session_limits"), sessions.limits.idle < Seconds(60) ? "sessions.idle" : absolute,
                "nobody can work with sessions of less than a minute", "8h");
  if (sessions.limits.idle <= sessions.limits.absolute) return;
  if (context.values.given("sessions.idle"))
    context.add(rule("session_limits"), "sessions.idle", "is longer than the session may live at all",
                "idle: " + std::to_string(sessions.limits.absolute.count()));
  sessions.limits.idle = sessions.limits.absolute;
}

std::string in_data_dir(const gateway::Settings& settings, std::string_view name) {
  return (std::filesystem::path(settings.server.data_dir) / name).string();
}

}  // namespace

void build_sessions(const Context& context, gateway::Settings& settings) {
  const auto& values = context.values;
  auto& sessions = settings.sessions;
  const auto absolute = absolute_key(values);
  sessions.limits.idle = values.seconds("sessions.idle");
  sessions.limits.absolute = values.seconds(absolute);
  check_limits(context, absolute, sessions);
  sessions.renew_every = values.seconds("sessions.renewEvery");
  if (sessions.renew_every < Seconds(60))
    context.add(rule("session_limits"), "sessions.renewEvery", "would ask the provider more than once a minute",
                "renewEvery: 1h");
  sessions.cookie_name = values.text("sessions.cookieName");
  const bool prefixed = sessions.cookie_name.starts_with("__Host-") && sessions.cookie_name.size() > 7;
  if (!is_cookie_name(sessions.cookie_name) || !prefixed)
    context.add(rule("cookie_name"), "sessions.cookieName",
                "must be a cookie name with the prefix __Host-, which keeps other hosts from setting it",
                "cookieName: __Host-sallyport");
  values.text("store.type");  // one choice so far, checked where it was read
  settings.store_path = values.given("store.path") ? values.text("store.path") : in_data_dir(settings, "sallyport.db");
  settings.store_busy_timeout = read_timeout(context, "store.busyTimeout");
}

void build_own_tokens(const Context& context, gateway::Settings& settings) {
  const auto& values = context.values;
  auto& tokens = settings.own_tokens;
  const auto file_or = [&](std::string_view key, std::string_view name) {
    return values.given(key) ? values.text(key) : in_data_dir(settings, name);
  };
  tokens.private_key_file = file_or("jwtTokenConfiguration.rsaprivateKeyFilePath", "own_token_private.der");
  tokens.public_key_file = file_or("jwtTokenConfiguration.rsapublicKeyFilePath", "own_token_public.der");
  if (tokens.private_key_file == tokens.public_key_file)
    context.add(rule("bad_value"), "jwtTokenConfiguration.rsapublicKeyFilePath", "is the file of the private key too",
                "rsapublicKeyFilePath: another file");
  tokens.issuer = values.given("jwtTokenConfiguration.jwtissuer") ? values.text("jwtTokenConfiguration.jwtissuer")
                                                                  : settings.server.public_url;
  tokens.key_id = values.text("jwtTokenConfiguration.keyId");
  if (tokens.key_id == kPublishedKeyId && !context.options.demo)
    context.add(rule("published_key_id"), "jwtTokenConfiguration.keyId",
                "is the key of OpenMetadata's quick start: whoever downloads OpenMetadata can sign tokens with it",
                "keyId: ${JWT_KEY_ID:-}, and key files of your own (made at the first start)");
  tokens.identity_lifetime = values.seconds("jwtTokenConfiguration.identityTokenLifetime");
  if (tokens.identity_lifetime < Seconds(30) || tokens.identity_lifetime > Seconds(3600))
    context.add(rule("bad_value"), "jwtTokenConfiguration.identityTokenLifetime", "must be from 30s to 1h",
                "identityTokenLifetime: 5m");
}

}  // namespace sallyport::app::config
