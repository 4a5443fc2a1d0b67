#include <algorithm>
#include <filesystem>

#include "app/config/section/section.h"
#include "http/message.h"

namespace sallyport::app::config {
namespace {

// OpenMetadata's quick start publishes this key together with its private half.
constexpr std::string_view kPublishedKeyId = "Gb389a-9f76-gdjs-a92j-0242bk94356";

bool is_cookie_name(std::string_view name) {  // RFC 6265 4.1.1
  return name.size() <= 64 && http::is_token(name);
}

// The first of these keys that is given, else sessions.absolute.
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

// A browser accepts the prefix __Host- only on a cookie for the whole host. Below a path of a shared host, the cookie
// is limited to that path and gets __Secure-. Over http, which is for this machine only, browsers accept neither
// prefix.
void build_cookie_name(const Context& context, gateway::Settings& settings) {
  constexpr std::string_view kKey = "sessions.cookieName";
  const bool below_path = !settings.server.base_path.empty();
  const bool secure = !settings.server.public_url.starts_with("http://");
  const std::string prefix = below_path ? "__Secure-" : "__Host-";
  auto& name = settings.sessions.cookie_name;
  name = context.values.text(kKey);
  if (below_path && !context.values.given(kKey)) name = (secure ? prefix : "") + "sallyport";
  const bool prefixed = name.starts_with(prefix) && name.size() > prefix.size();
  if (is_cookie_name(name) && (prefixed || (below_path && !secure))) return;
  context.add(rule("cookie_name"), kKey,
              "must be a cookie name with the prefix " + prefix + ", which keeps " +
                  (below_path ? "http pages" : "other hosts") + " from setting it",
              "cookieName: " + prefix + "sallyport");
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
  build_cookie_name(context, settings);
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
                                                                  : own_url(settings.server);
  tokens.key_id = values.text("jwtTokenConfiguration.keyId");
  if (tokens.key_id == kPublishedKeyId && !context.options.demo)
    context.add(rule("published_key_id"), "jwtTokenConfiguration.keyId",
                "is the key of OpenMetadata's quick start: whoever downloads OpenMetadata can sign tokens with it",
                "keyId: ${JWT_KEY_ID:-}, and key files of your own (made at the first start)");
  tokens.identity_lifetime = values.seconds("jwtTokenConfiguration.identityTokenLifetime");
  tokens.unlimited_personal = values.flag("jwtTokenConfiguration.unlimitedPersonalTokens");
  if (tokens.identity_lifetime < Seconds(30) || tokens.identity_lifetime > Seconds(3600))
    context.add(rule("bad_value"), "jwtTokenConfiguration.identityTokenLifetime", "must be from 30s to 1h",
                "identityTokenLifetime: 5m");
}

}  // namespace sallyport::app::config
