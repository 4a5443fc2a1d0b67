// Lets the holder of the control token use the operations of this folder. They exist only if the operator switched them
// on, and only for programs on this machine.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "crypto/key.h"
#include "directory/call/exchange.h"
#include "directory/control/faults.h"
#include "directory/control/movable_clock.h"
#include "directory/control/snapshots.h"
#include "directory/graph/shape/answer.h"
#include "directory/rules/request_counter.h"
#include "directory/rules/smart_lockout.h"
#include "entra/directory_store.h"
#include "entra/sign_in_log.h"
#include "http/method.h"
#include "http/path_template.h"
#include "oidc/op/key_store.h"

namespace sallyport::directory {

// The name of the snapshot that the start takes, and that a reset restores.
inline constexpr std::string_view kStartSnapshot = "start";
inline constexpr std::size_t kMostSnapshots = 20;

struct ControlServices {
  entra::DirectoryStore& store;
  oidc::op::KeyStore& keys;
  entra::SignInLog& sign_in_log;
  Published& published;
  SmartLockout& lockout;
  TokenCounters& counters;
  Snapshots& snapshots;
  MovableClock& clock;
  Random& random;
};

// Threads: any thread may make any call, after begin().
class Control {
 public:
  // Whoever presents `token` may do everything. Everything that `services` names must outlive this object.
  Control(const ControlServices& services, const Secret& token);

  // Takes the snapshot that a reset restores. Call it once, before requests come. Errors: those of Snapshots.
  Result<void> begin();

  const ControlServices& services() const { return services_; }
  Faults& faults() { return faults_; }
  bool is_token(std::string_view presented) const;

  // Snapshots, which include the position of the clock. restore() also forgets faults, lockouts, counters and the
  // sign-in log, so that nothing is left of what came after the snapshot.
  // Errors: those of Snapshots and of the sign-in log; rejected/"too_many_snapshots".
  Result<void> take_snapshot(const std::string& name);
  Result<void> restore(const std::string& name);

  // A key that the directory never publishes; the same one each time.
  const crypto::PrivateKey& unpublished_key();

 private:
  const ControlServices services_;
  const std::string token_hash_;
  Faults faults_;
  std::mutex mutex_;
  std::map<std::string, Seconds> offsets_;  // of the clock, by snapshot
  std::optional<crypto::PrivateKey> unpublished_key_;
};

namespace control {

// One request of somebody who holds the token.
struct Call {
  Control& control;
  const Exchange& exchange;
};

using Function = graph::Answered<http::Response> (*)(const Call&);

struct Operation {
  http::Method method;
  http::PathTemplate path;
  Function function;
};

// Answers 404 if the request does not come from this machine, or came through a proxy; 401 without the token. Errors
// have the form of Graph's.
http::Response run(const Operation& operation, Control& control, const Exchange& exchange);

// The answer that a fault gives in place of the endpoint's.
http::Response answer_of(const Fault& fault, const Exchange& exchange);

}  // namespace control

}  // namespace sallyport::directory
