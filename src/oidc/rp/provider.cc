#include "oidc/rp/provider.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <optional>
#include <vector>

#include "oidc/common/token_response.h"

namespace sallyport::oidc::rp {
namespace {

using Snapshot = std::shared_ptr<const ProviderSnapshot>;

constexpr std::chrono::milliseconds kRequestTimeout{10000};
constexpr int kRequestsOfARound = 2;  // metadata and keys
// Longer than a round may take, so that the threads that share it get its result.
constexpr std::chrono::milliseconds kSharedWait = kRequestsOfARound * kRequestTimeout + std::chrono::seconds(2);
constexpr std::size_t kMaxMetadata = 256 * 1024;  // bytes
constexpr std::size_t kMaxKeys = 1 << 20;         // bytes
constexpr Seconds kMaxRetry{300};
constexpr Seconds kMaxFirstRetry{20};  // so that a provider that starts after us is found within half a minute

enum class Extent { metadata_and_keys, keys };
enum class Why { due, unknown_kid };

// The result of one round. A document that could not be fetched is absent, and `error` says why.
struct Fetched {
  std::optional<ProviderMetadata> metadata;
  std::optional<jose::JwkSet> keys;
  std::optional<Error> error;
};

Error unavailable(std::string detail) {
  return {Kind::unavailable, "provider_unavailable", "OIDC Discovery 1.0 4", std::move(detail)};
}

// A 4xx status other than 429 means that the provider works but does not know the URL, usually because the tenant in it
// is wrong. Retrying does not help.
Error refused(const std::string& url, const http::ClientResponse& response) {
  Error error = unavailable(url + ": status " + std::to_string(response.status));
  if (const int aadsts = find_aadsts(response.body)) error.detail += " AADSTS" + std::to_string(aadsts);
  const bool knows_no_such = response.status >= 400 && response.status < 500 && response.status != 429;
  if (knows_no_such) error.reason = "provider_unknown_here";
  return error;
}

std::string explain(const Error& error) {
  return std::string(error.reason) + (error.detail.empty() ? "" : ": " + error.detail);
}

// Everything about each key as one text, sorted, so that equal sets compare equal whatever order their documents have.
std::vector<std::string> fingerprints(const jose::JwkSet& set) {
  std::vector<std::string> out;
  for (const auto& jwk : set.keys) {
    const auto algorithm = jwk.algorithm ? crypto::name_of(*jwk.algorithm) : std::string_view();
    out.push_back(jwk.kid + '\n' + jwk.issuer + '\n' + std::string(algorithm) + '\n' + jwk.key.to_der());
  }
  std::ranges::sort(out);
  return out;
}

bool holds_kid(const jose::JwkSet& set, std::string_view kid) {
  return std::ranges::any_of(set.keys, [&](const jose::Jwk& jwk) { return jwk.kid == kid; });
}

// Fetches the documents from the provider. Provider::State decides when, and shares the result between threads.
class Fetcher {
 public:
  Fetcher(const ProviderSettings& settings, http::HttpClient& client) : settings_(settings), client_(client) {}

  Fetched fetch(Extent extent, const Snapshot& known) const {
    Fetched out;
    if (extent == Extent::metadata_and_keys || !known) {
      auto metadata = fetch_metadata(known);
      if (metadata)
        out.metadata = *std::move(metadata);
      else
        out.error = std::move(metadata).error();
    }
    // If discovery fails, still fetch the keys from the known jwks_uri, so that a withdrawn key goes out of use.
    const auto* metadata = out.metadata ? &*out.metadata : known ? &known->metadata : nullptr;
    if (metadata == nullptr) return out;
    auto keys = fetch_keys(metadata->jwks_uri);
    if (keys)
      out.keys = *std::move(keys);
    else if (!out.error)
      out.error = std::move(keys).error();
    return out;
  }

 private:
  Result<std::string> get(const std::string& url, std::size_t limit) const {
    http::ClientRequest request;
    request.url = url;
    request.headers = {{"Accept", "application/json"}};
    request.timeout = kRequestTimeout;
    request.max_response = limit;
    auto response = client_.send(request);
    if (!response) return Failure(unavailable(url + ": " + explain(response.error())));
    if (response->status != 200) return Failure(refused(url, *response));
    return std::move(response->body);
  }

  Result<ProviderMetadata> fetch_metadata(const Snapshot& known) const {
    SALLYPORT_TRY(const auto text, get(settings_.discovery_uri, kMaxMetadata));
    auto metadata = parse_metadata(text, settings_.expect);
    if (metadata && known && metadata->issuer != known->metadata.issuer)
      metadata = failure(Kind::rejected, "metadata_issuer", "OIDC Discovery 1.0 4.3", "the issuer changed");
    if (metadata) return metadata;
    auto error = std::move(metadata).error();
    error.detail = settings_.discovery_uri + ": " + explain(error);
    return Failure(std::move(error));
  }

  Result<jose::JwkSet> fetch_keys(const std::string& url) const {
    SALLYPORT_TRY(const auto text, get(url, kMaxKeys));
    auto set = jose::parse_jwk_set(text);
    if (!set) return Failure(unavailable(url + ": " + explain(set.error())));
    if (set->keys.empty()) return Failure(unavailable(url + ": no usable key"));
    return set;
  }

  const ProviderSettings& settings_;
  http::HttpClient& client_;
};

}  // namespace

// Has two mutexes. `pointer_mutex` guards `current` and is held only while the pointer is copied. `mutex` guards the
// members that decide which thread fetches and when. Neither is held during a request to the provider.
struct Provider::State {
  State(const ProviderSettings& s, http::HttpClient& client, const Clock& c, Random& r, Log& l,
        std::atomic<std::uint64_t>& published)
      : settings(s), fetcher(s, client), clock(c), random(r), log(l), generation(published) {}

  const ProviderSettings& settings;
  const Fetcher fetcher;
  const Clock& clock;
  Random& random;
  Log& log;
  std::atomic<std::uint64_t>& generation;
  std::atomic<bool> healthy{false};
  std::atomic<bool> reported{false};  // the outcome of the first fetch was logged

  mutable std::mutex pointer_mutex;
  Snapshot current;

  std::mutex mutex;
  std::condition_variable round_ended;
  std::atomic<bool> fetching{false};  // changes only under the mutex
  std::uint64_t round = 0;
  int failures = 0;  // in a row
  std::optional<Error> last_error;
  std::optional<Clock::Monotonic> last_attempt;
  std::atomic<Clock::Monotonic::rep> next_kid_refresh{std::numeric_limits<Clock::Monotonic::rep>::min()};
  Clock::Monotonic keys_fetched{};
  Clock::Monotonic due{};  // of the next round; the first one is due immediately

  Snapshot snapshot() const {
    const std::lock_guard lock(pointer_mutex);
    return current;
  }

  // Stores the snapshot before the generation, so that a thread that sees the new generation finds the new keys.
  void publish(Snapshot next, std::uint64_t next_generation) {
    {
      const std::lock_guard lock(pointer_mutex);
      current = std::move(next);
    }
    generation.store(next_generation, std::memory_order_release);
  }

  // Runs one round. Gives up the lock during the fetch and holds it again on return.
  void run(std::unique_lock<std::mutex>& lock, Extent extent, Why why = Why::due) {
    const Round ends_it(*this, lock);
    last_attempt = clock.monotonic();
    // Stored after `fetching`, so that whoever sees the cooldown also sees the fetch.
    if (why == Why::unknown_kid)
      next_kid_refresh.store((*last_attempt + settings.unknown_kid_cooldown).time_since_epoch().count());
    const auto known = snapshot();
    lock.unlock();
    auto fetched = fetcher.fetch(extent, known);
    lock.lock();
    const auto error = fetched.error;
    if (fetched.keys) accept(std::move(fetched), known);
    if (extent == Extent::keys && !error && !healthy) {
      due = clock.monotonic();  // the keys are back; only a round with the metadata can tell that all is well
      return;
    }
    note(error);
    schedule(extent);
  }

  // Ends the round and wakes the threads that wait for it, even if the round throws because memory runs out.
  struct Round {
    Round(State& of, std::unique_lock<std::mutex>& by) : state(of), lock(by) { state.fetching = true; }
    ~Round() {
      if (!lock.owns_lock()) lock.lock();
      state.fetching = false;
      ++state.round;
      state.round_ended.notify_all();
    }
    Round(const Round&) = delete;
    Round& operator=(const Round&) = delete;

    State& state;
    std::unique_lock<std::mutex>& lock;
  };

  // Waits until another thread's round ends, but not for ever, in case the HTTP client hangs.
  void wait(std::unique_lock<std::mutex>& lock) {
    round_ended.wait_for(lock, kSharedWait, [this, before = round] { return round != before; });
  }

  void accept(Fetched fetched, const Snapshot& known) {
    auto next = std::make_shared<ProviderSnapshot>();
    next->metadata = fetched.metadata ? *std::move(fetched.metadata) : known->metadata;
    next->keys = *std::move(fetched.keys);
    next->keys_fetched = clock.now();
    const bool changed = !known || fingerprints(known->keys) != fingerprints(next->keys);
    next->generation = generation.load(std::memory_order_relaxed) + (changed ? 1 : 0);
    keys_fetched = clock.monotonic();
    if (changed) log_keys(*next);
    const auto next_generation = next->generation;
    publish(std::move(next), next_generation);
  }

  // Logs one line when the provider becomes healthy or degraded, not one for each try (F-02).
  void note(const std::optional<Error>& error) {
    const bool is_healthy = !error;
    if (!reported || is_healthy != healthy.load()) {
      std::vector<LogField> fields{{"discovery_uri", settings.discovery_uri}};
      if (error) fields.push_back({"reason", std::string(error->reason)});
      if (error) fields.push_back({"detail", error->detail});
      log.write(is_healthy ? Level::info : Level::warning, is_healthy ? "provider_healthy" : "provider_degraded",
                std::move(fields));
    }
    reported = true;
    healthy = is_healthy;
    failures = is_healthy ? 0 : failures + 1;
    last_error = error;
  }

  void log_keys(const ProviderSnapshot& next) {
    std::string skipped;
    for (const auto& key : next.keys.skipped)
      skipped += (skipped.empty() ? "" : ", ") + key.kid + " " + std::string(key.reason);
    const Level level = skipped.empty() ? Level::info : Level::warning;
    log.write(level, "provider_keys",
              {{"issuer", next.metadata.issuer},
               {"keys", std::to_string(next.keys.keys.size())},
               {"generation", std::to_string(next.generation)},
               {"skipped", std::move(skipped)}});
  }

  // After a success the next round is due when the keys reach keys_max_age. A successful refresh of the keys alone does
  // not change that date.
  void schedule(Extent extent) {
    const auto now = clock.monotonic();
    if (healthy && extent == Extent::keys) return;
    if (healthy) {
      due = now + settings.keys_max_age;
      return;
    }
    const auto limit = snapshot() ? kMaxRetry : kMaxFirstRetry;
    auto wait_for = settings.retry_after_failure;
    for (int i = 1; i < failures && wait_for < limit; ++i) wait_for *= 2;
    due = now + sooner_by_chance(std::min(wait_for, std::max(limit, settings.retry_after_failure)));
  }

  // Shortens the wait by up to a quarter, so that many gateways do not all retry in the same second.
  std::chrono::milliseconds sooner_by_chance(std::chrono::milliseconds wait_for) {
    const auto chance = static_cast<unsigned char>(random.bytes(1).front());
    return wait_for - wait_for / 4 * chance / 255;
  }

  void drop_outdated() {
    if (!snapshot() || clock.monotonic() - keys_fetched < settings.keys_outage_limit) return;
    publish(nullptr, generation.load(std::memory_order_relaxed) + 1);
    log.write(Level::error, "provider_keys_dropped", {{"discovery_uri", settings.discovery_uri}});
  }

  Result<Snapshot> known_or_error() const {
    if (auto known = snapshot()) return known;
    auto error = last_error ? *last_error : unavailable(settings.discovery_uri + ": no answer in time");
    error.kind = Kind::unavailable;  // always, because the fault is the provider's and not in the caller's token
    return Failure(std::move(error));
  }

  bool tried_just_now() const {
    return last_attempt && clock.monotonic() - *last_attempt < settings.retry_after_failure;
  }

  bool kid_refresh_allowed() const { return clock.monotonic().time_since_epoch().count() >= next_kid_refresh.load(); }
};

Provider::Provider(ProviderSettings settings, http::HttpClient& client, const Clock& clock, Random& random, Log& log)
    : settings_(std::move(settings)),
      state_(std::make_unique<State>(settings_, client, clock, random, log, generation_)) {}

Provider::~Provider() = default;

Snapshot Provider::snapshot() const {
  return state_->snapshot();
}

bool Provider::healthy() const {
  return state_->healthy;
}

bool Provider::asked() const {
  return state_->reported;
}

Result<Snapshot> Provider::ensure() {
  if (auto known = snapshot()) return known;
  std::unique_lock lock(state_->mutex);
  if (state_->fetching)
    state_->wait(lock);
  else if (!snapshot() && !state_->tried_just_now())
    state_->run(lock, Extent::metadata_and_keys);
  return state_->known_or_error();
}

Result<Snapshot> Provider::refresh_for_kid(std::string_view kid) {
  if (!snapshot()) return ensure();
  std::unique_lock lock(state_->mutex);
  const auto known = snapshot();
  if (known && holds_kid(known->keys, kid)) return known;  // another thread fetched it meanwhile
  if (state_->fetching) {
    state_->wait(lock);
  } else if (state_->kid_refresh_allowed()) {
    state_->run(lock, Extent::keys, Why::unknown_kid);
  }
  return state_->known_or_error();
}

bool Provider::may_learn_kid() const {
  return state_->kid_refresh_allowed() || state_->fetching;
}

void Provider::maintain() {
  std::unique_lock lock(state_->mutex);
  state_->drop_outdated();  // first, because a fetch that hangs must not keep old keys in use
  if (state_->fetching) return;
  if (state_->clock.monotonic() >= state_->due) state_->run(lock, Extent::metadata_and_keys);
}

}  // namespace sallyport::oidc::rp
