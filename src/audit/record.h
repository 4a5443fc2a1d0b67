// The records of the audit trail. A record says who did what, to what, when, from where and with what outcome. The
// records of one node form a chain: each holds a digest over itself and over the digest of the one before it, so nobody
// can change, remove or reorder a record without breaking the chain (chain_check.h). Values; no text in them may be a
// secret or a token.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/digest.h"

namespace sallyport::audit {

// The kind of a party that nobody knows.
inline constexpr std::string_view kAnonymous = "anonymous";

// Somebody or something that an entry is about. Any of the members may be empty.
struct Party {
  std::string kind;  // of who: person, program, local_admin, operator, node; of what: person, session, role, ...
  std::string id;
  std::string name;

  bool operator==(const Party&) const = default;
};

enum class Outcome {
  done,
  refused,
  lost,  // entries are missing here, because they could not be written down in time; `count` says how many
};

std::string_view name_of(Outcome outcome);
std::optional<Outcome> parse_outcome(std::string_view name);

// One thing that happened.
struct Entry {
  UnixTime time{};      // by the clock of the node that wrote it
  std::string event{};  // a stable word, the same as in the log: "sign_in"
  Party who{};
  Party what{};
  std::string before{};  // JSON; empty: nothing was changed, or it did not exist
  std::string after{};   // JSON; empty: nothing was changed, or it no longer exists
  Outcome outcome = Outcome::done;
  std::string reason{};      // a stable word; empty if there is none
  std::string client{};      // address; empty if no client asked for it
  std::string request_id{};  // empty if no request asked for it
  std::string details{};     // a JSON object with whatever else is known; empty: nothing
  std::int64_t count = 1;    // how often it happened; above 1 only for refusals that are recorded together

  bool operator==(const Entry&) const = default;
};

// Bytes of any text of an entry, and of a JSON text.
inline constexpr std::size_t kMaxAuditText = 512;
inline constexpr std::size_t kMaxAuditJson = 16 * 1024;

// The entry with each text cut at kMaxAuditText, between two characters. Bytes that are not UTF-8 become "?". A JSON
// text that is longer than kMaxAuditJson becomes {"omitted":<its length>,"sha256":"<its digest in hexadecimal>"}.
Entry bounded(Entry entry);

// The end of a chain. Before its first record: 0, and a digest of zeros.
struct Head {
  std::int64_t sequence = 0;
  crypto::Sha256 hash{};

  bool operator==(const Head&) const = default;
};

// An entry at its place in the chain of a node.
struct Record {
  std::string node;           // the id of the node (node_id.h)
  std::int64_t sequence = 0;  // from 1, without gaps
  Entry entry;
  crypto::Sha256 hash{};

  Head head() const { return {sequence, hash}; }
  bool operator==(const Record&) const = default;
};

// SHA-256 over the digest of the record before, and then over these texts, each as its length in decimal, ":" and its
// bytes: "sallyport audit 1", node, sequence, time, event, who (kind, id, name), what (kind, id, name), before, after,
// outcome, reason, client, request_id, details, count. Numbers are decimal.
crypto::Sha256 record_hash(const crypto::Sha256& previous, const std::string& node, std::int64_t sequence,
                           const Entry& entry);

// The record that continues the chain.
Record next_record(const Head& head, std::string node, Entry entry);

}  // namespace sallyport::audit
