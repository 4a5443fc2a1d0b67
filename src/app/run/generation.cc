#include "app/run/generation.h"

#include <filesystem>
#include <functional>

#include "app/os/secret_file.h"
#include "app/run/destinations.h"
#include "net/client/curl_client.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kSealingKeyBytes = 32;
constexpr Seconds kProbeLives{60};

// The connection to the provider, and what it answered. Generations with the same settings share it.
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

  // Asks the provider for an answer. Blocks until it answers, or until `give_up` is requested.
  Result<void> try_provider(const std::stop_token& give_up) {
    const std::stop_callback ends(give_up, [this] { stop.request_stop(); });
    const auto answer = provider->ensure();
    if (give_up.stop_requested()) return failure(Kind::unavailable, "reload_given_up", {}, "a stop came first");
    SALLYPORT_CHECK(answer);
    return {};
  }

  const net::Destinations destinations;
  const Seconds timeout;
  std::stop_source stop;  // ends every exchange
  const std::unique_ptr<http::HttpClient> client;
  const std::unique_ptr<oidc::rp::Provider> provider;
  const std::stop_callback<std::function<void()>> with_process;
};

// The key that seals, and the previous one if the operator left it beside the new one.
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
        sessions(fixed.stores.sessions(settings->sessions.limits)),
        sealer(std::move(sealing)),
        own_keys(std::move(keys)),
        prepared(*settings),
        parts({settings, prepared, fixed.clock, fixed.random, fixed.log, fixed.metrics, fixed.shared.refusals},
              {*outgoing->client, outgoing->provider.get(), *sessions, fixed.stores.people(),
               fixed.stores.local_admin(), sealer, own_keys},
              fixed.shared) {}

  const SettingsPtr settings;
  const std::shared_ptr<Outgoing> outgoing;
  const std::unique_ptr<session::SessionStore> sessions;
  const session::Sealer sealer;
  const gateway::OwnKeys own_keys;
  const gateway::Prepared prepared;
  const gateway::Parts parts;
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
    // At a start, the provider may become available later. At a reload, the working provider stays until the new one
    // answers.
    if (!same && outgoing->provider) SALLYPORT_CHECK(outgoing->try_provider(give_up));
  }
  return std::shared_ptr<Generation>(new Generation(std::make_unique<Parts>(
      std::move(settings), std::move(outgoing), std::move(sealer), std::move(own_keys), fixed)));
}

const gateway::Settings& Generation::settings() const {
  return *parts_->settings;
}

const gateway::Parts& Generation::parts() const {
  return parts_->parts;
}

gateway::PartsPtr Generation::parts_of(const std::shared_ptr<Generation>& generation) {
  return {generation, &generation->parts()};
}

}  // namespace sallyport::app
