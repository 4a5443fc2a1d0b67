#include "app/run/generation.h"

#include <functional>

#include "app/run/destinations.h"
#include "app/run/keys.h"
#include "gateway/call/traced_client.h"
#include "net/client/curl_client.h"

namespace sallyport::app {
namespace {

// The connection to the provider, and what it answered. Generations with the same settings share it.
struct Outgoing {
  Outgoing(const config::LoadedConfig& config, const gateway::Settings& settings, const FixedParts& parts)
      : destinations(destinations_of(config)),
        timeout(config.outgoing_timeout),
        client(net::make_curl_client(destinations, timeout, stop.get_token())),
        traced(*client,
               [tracing = parts.tracing, clock = &parts.clock, random = &parts.random] {
                 return tracing.begin(gateway::kProviderSpan, gateway::Span::Kind::client, nullptr, *clock, *random);
               }),
        provider(settings.sign_in_configured
                     ? std::make_unique<oidc::rp::Provider>(settings.provider.metadata, traced, parts.clock,
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
  gateway::TracedClient traced;  // for the provider's metadata and keys
  const std::unique_ptr<oidc::rp::Provider> provider;
  const std::stop_callback<std::function<void()>> with_process;
};

}  // namespace

struct Generation::Parts {
  Parts(SettingsPtr s, std::shared_ptr<Outgoing> out, Keys keys, gateway::MailQueue* mail, const FixedParts& fixed)
      : settings(std::move(s)),
        outgoing(std::move(out)),
        sessions(fixed.stores.sessions(settings->sessions.limits)),
        sealer(std::move(keys.sealer)),
        own_keys(std::move(keys.own_keys)),
        prepared(*settings),
        parts({settings, prepared, fixed.clock, fixed.random, fixed.log, fixed.metrics, fixed.shared.refusals,
               fixed.tracing},
              {*outgoing->client, outgoing->provider.get(), *sessions, fixed.stores.sign_ins(), fixed.stores.people(),
               fixed.stores.local_admin(), fixed.stores.access(), fixed.stores.entity_versions(),
               fixed.stores.team_members(), fixed.stores.people_by_hand(), fixed.stores.bots(), fixed.stores.tokens(),
               fixed.stores.accounts(), mail, fixed.stores.audit(), sealer, own_keys},
              fixed.shared) {}

  const SettingsPtr settings;
  const std::shared_ptr<Outgoing> outgoing;
  const std::unique_ptr<session::SessionStore> sessions;
  const session::Sealer sealer;
  const gateway::OwnKeys own_keys;
  const gateway::Prepared prepared;
  const gateway::Parts parts;
};

Generation::Generation(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Generation::~Generation() = default;

Result<std::shared_ptr<Generation>> Generation::make(SettingsPtr settings, const config::LoadedConfig& config,
                                                     const FixedParts& fixed, const Generation* before,
                                                     const std::stop_token& give_up) {
  const UnixTime now = fixed.clock.now();
  SALLYPORT_TRY(auto keys, open_keys(*settings, fixed.stores.keys(), before ? &before->parts_->sealer : nullptr,
                                     {fixed.clock, fixed.random, fixed.log}));
  const bool same = before && before->parts_->outgoing->fits(config, *settings);
  auto outgoing = same ? before->parts_->outgoing : std::make_shared<Outgoing>(config, *settings, fixed);
  if (before) {
    const Parts& old = *before->parts_;
    // Keys in the store need no grace: the previous ones are among them for as long as they count.
    if (settings->store.key.empty())
      SALLYPORT_CHECK(keys.own_keys.take_over(old.own_keys, now + old.settings->own_tokens.identity_lifetime));
    // At a start, the provider may become available later. At a reload, the working provider stays until the new one
    // answers.
    if (!same && outgoing->provider) SALLYPORT_CHECK(outgoing->try_provider(give_up));
  }
  return std::shared_ptr<Generation>(new Generation(std::make_unique<Parts>(
      std::move(settings), std::move(outgoing), std::move(keys), config.mail ? &fixed.mail : nullptr, fixed)));
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
