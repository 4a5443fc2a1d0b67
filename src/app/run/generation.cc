#include "app/generation.h"

#include <filesystem>
#include <functional>

#include "app/secret_file.h"
#include "gateway/gateway.h"
#include "net/curl_client.h"
#include "stores/sqlite/session_store.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kSealingKeyBytes = 32;
constexpr Seconds kProbeLives{60};

net::Destinations destinations_of(const config::LoadedConfig& config) {
  net::Destinations destinations;
  destinations.hosts = config.outgoing_hosts;
  destinations.http_hosts = config.outgoing_http_hosts;
  destinations.loopback_hosts = config.outgoing_loopback_hosts;
  destinations.inside_hosts = config.outgoing_inside_hosts;
  destinations.ca_file = config.ca_file;
  return destinations;
}

// Whom we ask, and what they told: shared by generations that ask the same.
struct Outgoing {
  Outgoing(const config::LoadedConfig& config, const gateway::Settings& settings, const FixedParts& parts)
      : destinations(destinations_of(config)),
        timeout(config.outgoing_timeout),
        client(net::make_curl_client(destinations, timeout, stop.get_token())),
        provider(settings.sign_in_configured
                     ? std::make_unique<oidc::rp::Provider>(settings.provider.metadata, *client, parts.clock,
                                                            parts.random, parts.log)
                     : nullptr),
        with_process(parts.stop, [this] { stop.request_stop(); }) {}

  bool fits(const config::LoadedConfig& config, const gateway::Settings& settings) const {
    return destinations == destinations_of(config) && timeout == config.outgoing_timeout &&
           settings.sign_in_configured == (provider != nullptr) &&
           (!provider || provider->settings() == settings.provider.metadata);
  }

  // Whether the provider answers. Blocks until it does, or until it is given up.
  Result<void> try_provider(const std::stop_token& give_up) {
    const std::stop_callback ends(give_up, [this] { stop.request_stop(); });
    const auto answer = provider->ensure();
    if (give_up.stop_requested()) return failure(Kind::unavailable, "reload_given_up", {}, "a stop came first");
    SALLYPORT_CHECK(answer);
    return {};
  }

  const net::Destinations destinations;
  const Seconds timeout;
  std::stop_source stop;  // of every exchange
  const std::unique_ptr<http::HttpClient> client;
  const std::unique_ptr<oidc::rp::Provider> provider;
  const std::stop_callback<std::function<void()>> with_process;
};

// The key that seals, and the one of before where it was left beside it.
Result<session::Sealer> open_sealer(const std::string& data_dir, Random& random) {
  const std::string path = data_dir + "/sealing.key";
  const std::string previous = path + ".previous";
  std::vector<crypto::AeadKey> keys;
  SALLYPORT_TRY(auto secret, read_or_make_secret(path, kSealingKeyBytes, random));
  SALLYPORT_TRY(auto key, crypto::AeadKey::from_bytes(std::move(secret)));
  keys.push_back(std::move(key));
  if (std::filesystem::exists(previous)) {
    SALLYPORT_TRY(auto old_secret, read_or_make_secret(previous, kSealingKeyBytes, random));
    SALLYPORT_TRY(auto old_key, crypto::AeadKey::from_bytes(std::move(old_secret)));
    keys.push_back(std::move(old_key));
  }
  return session::Sealer(std::move(keys), random);
}

}  // namespace

struct Generation::Parts {
  Parts(SettingsPtr s, std::shared_ptr<Outgoing> out, session::Sealer sealing, gateway::OwnKeys keys,
        const FixedParts& fixed)
      : settings(std::move(s)),
        outgoing(std::move(out)),
        sessions(fixed.database, settings->sessions.limits, fixed.random, fixed.log),
        sealer(std::move(sealing)),
        own_keys(std::move(keys)),
        prepared(*settings),
        services{settings, fixed.clock,  fixed.random,      fixed.log, *outgoing->client, outgoing->provider.get(),
                 sessions, fixed.people, fixed.local_admin, sealer,    own_keys,          fixed.metrics,
                 prepared, fixed.shared} {}

  const SettingsPtr settings;
  const std::shared_ptr<Outgoing> outgoing;
  stores::SqliteSessionStore sessions;
  const session::Sealer sealer;
  const gateway::OwnKeys own_keys;
  const gateway::Prepared prepared;
  gateway::Services services;
};

namespace {

Result<void> check_sealed_stays_readable(const session::Sealer& before, const session::Sealer& now, UnixTime at) {
  constexpr std::string_view kPurpose = "reload";
  if (now.open(before.seal("", kPurpose, at + kProbeLives), kPurpose, at)) return {};
  return failure(Kind::rejected, "sealing_key_replaced", {},
                 "sealing.key was replaced, and the old one is not there as sealing.key.previous");
}

}  // namespace

Generation::Generation(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Generation::~Generation() = default;

Result<std::shared_ptr<Generation>> Generation::make(SettingsPtr settings, const config::LoadedConfig& config,
                                                     const FixedParts& fixed, const Generation* before,
                                                     const std::stop_token& give_up) {
  const UnixTime now = fixed.clock.now();
  SALLYPORT_TRY(auto sealer, open_sealer(settings->server.data_dir, fixed.random));
  const auto demo = settings->demo ? gateway::DemoUse::yes : gateway::DemoUse::no;
  SALLYPORT_TRY(auto own_keys, gateway::OwnKeys::open(settings->own_tokens, demo, fixed.random, fixed.log));
  const bool same = before && before->parts_->outgoing->fits(config, *settings);
  auto outgoing = same ? before->parts_->outgoing : std::make_shared<Outgoing>(config, *settings, fixed);
  if (before) {
    const Parts& old = *before->parts_;
    SALLYPORT_CHECK(check_sealed_stays_readable(old.sealer, sealer, now));
    SALLYPORT_CHECK(own_keys.take_over(old.own_keys, now + old.settings->own_tokens.identity_lifetime));
    // At the start the provider may come later; here there is one that works, and it stays until the other one does.
    if (!same && outgoing->provider) SALLYPORT_CHECK(outgoing->try_provider(give_up));
  }
  return std::shared_ptr<Generation>(new Generation(std::make_unique<Parts>(
      std::move(settings), std::move(outgoing), std::move(sealer), std::move(own_keys), fixed)));
}

const gateway::Settings& Generation::settings() const {
  return *parts_->settings;
}

gateway::Services& Generation::services() {
  return parts_->services;
}

gateway::ServicesPtr Generation::services_of(const std::shared_ptr<Generation>& generation) {
  return {generation, &generation->services()};
}

}  // namespace sallyport::app
