// Where this machine's programs look for the authorities that they trust: the system's store, the stores of the
// browsers, Java's, and the variable that Node.js reads. Source: update-ca-certificates(8), update-ca-trust(8),
// certutil(1), keytool(1), Node.js's NODE_EXTRA_CA_CERTS.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/config/syntax/substitute.h"

namespace sallyport::app {

enum class TrustOutcome {
  done,
  absent,      // this machine does not have such a store
  needs_root,  // only root may change it
  failed,
};

struct TrustReport {
  std::string store;  // "the system", "browsers: /home/ann/.pki/nssdb"
  TrustOutcome outcome = TrustOutcome::done;
  std::string detail;  // what to do by hand, or what went wrong
};

// Everything that the functions below need to know of the machine. The browsers' stores are those of the user who ran
// sudo, not root's.
struct Machine {
  std::string root;       // put in front of the system's paths; empty but in tests
  std::string home;       // of the user whose browsers are meant
  std::string sudo_user;  // the user who ran sudo; empty otherwise
  std::string java_home;  // may be empty
  bool is_root = false;
};

// Reads HOME, SUDO_USER and JAVA_HOME.
Machine this_machine(const config::Environment& environment);

// Adds the authority of the PEM file to every store, in place of an earlier one of ours. Runs the programs that keep
// the stores and waits for them, so call it from a command. A store that cannot be changed does not hold up the others.
std::vector<TrustReport> install_authority(const Machine& machine, const std::string& ca_file);

// Takes every authority of ours out of every store. A store without one is done.
std::vector<TrustReport> remove_authority(const Machine& machine);

}  // namespace sallyport::app
