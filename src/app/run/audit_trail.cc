#include "app/run/audit_trail.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include "app/os/secret_file.h"
#include "base/encoding.h"
#include "base/secret.h"
#include "jose/jwk.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kNodeBytes = 16;
constexpr Seconds kRetainFirstAfter{60};  // a start has other things to do
constexpr Seconds kRetainEvery{3600};

}  // namespace

// The id is no secret. Its file has the form of our secrets, because those are made whole and by one process only.
std::string audit_node(const std::string& data_dir, MissingNode missing, Random& random, Log& log) {
  const std::string path = (std::filesystem::path(data_dir) / "audit_node").string();
  const auto read = [&]() -> Result<std::optional<Secret>> {
    if (missing == MissingNode::leave) return read_secret_if_any(path, kNodeBytes);
    SALLYPORT_TRY(auto made, read_or_make_secret(path, kNodeBytes, random));
    return std::optional(std::move(made));
  };
  const auto kept = read();
  if (kept && *kept) return hex_encode((*kept)->reveal());
  if (!kept)
    log.write(Level::warning, "audit_node_unkept",
              {{"reason", std::string(kept.error().reason)}, {"detail", kept.error().detail}});
  return hex_encode(random.bytes(kNodeBytes));
}

audit::NotaryKeys notary_keys(const gateway::OwnKeys& keys, UnixTime now) {
  auto known = jose::parse_jwk_set(keys.jwks(now));
  return {keys.signing_key(), known ? *std::move(known) : jose::JwkSet{}};
}

AuditTrail::AuditTrail(std::string node, audit::Party who, audit::AuditStore& store, const Clock& clock, Log& log)
    : clock_(clock),
      log_(log),
      store_(store),
      recorder_(node, store, clock, log),
      audited_(log, recorder_, std::move(who), clock),
      notary_(std::move(node), store),
      next_retention_(clock.monotonic() + kRetainFirstAfter) {}

// Logs an error when it begins, and not again until the task has succeeded.
void AuditTrail::tell(std::string_view event, const Result<void>& done, bool& failing) {
  if (!done && !failing)
    log_.write(Level::error, event, {{"reason", std::string(done.error().reason)}, {"detail", done.error().detail}});
  failing = !done;
}

// If the beginning cannot be signed, the records are written all the same: they matter more.
void AuditTrail::write(const gateway::OwnKeys& keys) {
  if (!begun_ && recorder_.waiting() > 0) {
    const UnixTime now = clock_.now();
    const auto begun = audit::begin_chain(store_, recorder_.node(), notary_keys(keys, now), now);
    tell("audit_not_signed", begun, begin_fails_);
    begun_ = begun.has_value();
  }
  [[maybe_unused]] const auto written = recorder_.write();  // it has logged its failure, and the next call repeats it
}

void AuditTrail::sign(const gateway::OwnKeys& keys) {
  const UnixTime now = clock_.now();
  tell("audit_not_signed", notary_.sign_if_due(recorder_.head(), notary_keys(keys, now), now), sign_fails_);
}

void AuditTrail::retain(const gateway::OwnKeys& keys, Seconds keep_for) {
  if (clock_.monotonic() < next_retention_) return;
  next_retention_ = clock_.monotonic() + kRetainEvery;
  const UnixTime now = clock_.now();
  const auto done = audit::retain(store_, recorder_.node(), notary_keys(keys, now), keep_for, now);
  tell("audit_not_retained", done ? Result<void>() : Result<void>(Failure(done.error())), retain_fails_);
}

void AuditTrail::finish(const gateway::OwnKeys& keys) {
  if (!recorder_.write_all()) return;
  const UnixTime now = clock_.now();
  tell("audit_not_signed", notary_.sign(recorder_.head(), notary_keys(keys, now), now), sign_fails_);
}

Result<void> AuditTrail::finish() {
  return recorder_.write_all();
}

void AuditTrail::watch(gateway::Metrics& metrics) const {
  using gateway::MetricKind;
  metrics.watch("audit_records_total", MetricKind::counter, "Records of the audit trail that were written.",
                [this] { return recorder_.written(); });
  metrics.watch("audit_lost_total", MetricKind::counter, "Records of the audit trail for which there was no room.",
                [this] { return recorder_.lost(); });
  metrics.watch("audit_waiting", MetricKind::gauge, "Records of the audit trail that wait to be written.",
                [this] { return recorder_.waiting(); });
}

std::string name_of_user(std::uint32_t id) {
  std::array<char, 4096> buffer{};
  struct passwd entry{};
  struct passwd* found = nullptr;
  const bool known = ::getpwuid_r(id, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr;
  return known ? std::string(found->pw_name) : std::string();
}

audit::Party operator_of_this_process() {
  const uid_t id = ::getuid();
  return {"operator", std::to_string(id), name_of_user(id)};
}

}  // namespace sallyport::app
