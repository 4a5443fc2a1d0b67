// The audit trail of one process: the log that also tells the trail, and the tasks that write it, sign it and remove
// what is old.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "audit/audit_store.h"
#include "audit/audited_log.h"
#include "audit/notary.h"
#include "audit/recorder.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "gateway/call/metrics.h"
#include "gateway/caller/own_keys.h"

namespace sallyport::app {

enum class MissingNode { make, leave };

// The id of the node whose data folder this is, which names its chain: 32 hexadecimal digits, kept in the file
// audit_node. A gateway makes the file if it is missing. A command leaves that to the gateway, because the two may run
// as different users. Processes of one folder share the id, and so share a chain. If there is no file, or it cannot be
// read, the id is a new one and lasts as long as the process: so it is in a pod whose folder does not last. A file that
// cannot be read or made is logged as "audit_node_unkept".
std::string audit_node(const std::string& data_dir, MissingNode missing, Random& random, Log& log);

// The keys that sign checkpoints and that verify them: those of our own tokens.
audit::NotaryKeys notary_keys(const gateway::OwnKeys& keys, UnixTime now);

class AuditTrail {
 public:
  // `who` does what no person asked this process for. All arguments must outlive the object.
  AuditTrail(std::string node, audit::Party who, audit::AuditStore& store, const Clock& clock, Log& log);

  // The log that everything that decides about people must write to.
  Log& log() { return audited_; }

  // Writes what waits; before the first record, signs that the chain begins. Blocks as long as the store does. What
  // cannot be written waits for the next call. For one thread.
  void write(const gateway::OwnKeys& keys);

  // Signs the chain if it is time. Blocks like write().
  void sign(const gateway::OwnKeys& keys);

  // Removes what is older than `keep_for`, at most once an hour. Blocks like write().
  void retain(const gateway::OwnKeys& keys, Seconds keep_for);

  // Writes and signs everything before a stop.
  void finish(const gateway::OwnKeys& keys);

  // Writes everything at the end of a command, which signs nothing. Errors: unavailable/"audit_store".
  Result<void> finish();

  // The metrics must not be asked after the object is gone.
  void watch(gateway::Metrics& metrics) const;

 private:
  void tell(std::string_view event, const Result<void>& done, bool& failing);

  const Clock& clock_;
  Log& log_;
  audit::AuditStore& store_;
  audit::Recorder recorder_;
  audit::AuditedLog audited_;
  audit::Notary notary_;
  Clock::Monotonic next_retention_;
  bool begun_ = false;
  bool begin_fails_ = false;
  bool sign_fails_ = false;
  bool retain_fails_ = false;
};

// The name of a user of this machine; empty if it does not have that number.
std::string name_of_user(std::uint32_t id);

// Who runs a command, as the machine says: "operator", the number and the name of the user.
audit::Party operator_of_this_process();

}  // namespace sallyport::app
