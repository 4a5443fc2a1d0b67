// A checkpoint is the gateway's signed word on how far the chain of a node reached, and on how many of its first
// records retention has removed. Whoever cannot sign can neither cut the chain before a checkpoint nor make up another
// chain. The checkpoints of a node form a chain, too, so the signature of the newest one holds for all before it, even
// when their keys are gone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audit/record.h"
#include "base/clock.h"
#include "base/result.h"
#include "jose/jws.h"
#include "jose/sign.h"

namespace sallyport::audit {

struct Checkpoint {
  std::string node;
  std::int64_t number = 0;           // from 1, without gaps
  Head head;                         // the last record that it covers
  std::int64_t removed_through = 0;  // the last record that retention has removed; 0: none
  UnixTime made;
  std::string previous;  // SHA-256 of the checkpoint before, in hexadecimal; empty for the first

  bool operator==(const Checkpoint&) const = default;
};

// A checkpoint as it is stored: a compact JWS with the type kCheckpointType. No token of Sallyport has that type, and
// no claim of a token is in it.
struct SignedCheckpoint {
  Checkpoint content;
  std::string jws;
};

inline constexpr std::string_view kCheckpointType = "sallyport-audit+jws";
inline constexpr std::size_t kMaxCheckpoint = 4096;  // bytes of the JWS

// Signs a checkpoint. Errors: internal/"sign", "signature_key_type".
Result<SignedCheckpoint> sign_checkpoint(Checkpoint content, const jose::SigningKey& key);

// Reads a stored checkpoint, and does not verify its signature. Errors: malformed/"audit_checkpoint".
Result<SignedCheckpoint> parse_checkpoint(std::string jws);

// Verifies the signature. Errors: rejected/"jws_unknown_kid" if the key is none of these; rejected/"jws_signature" and
// the other errors of jose::verify; rejected/"audit_checkpoint_type".
Result<void> verify_checkpoint(const SignedCheckpoint& checkpoint, const jose::JwkSet& keys);

// The key that signed it, as its header says.
std::string kid_of(const SignedCheckpoint& checkpoint);

// The checkpoint that follows the newest one of a node; `newest` is null for the first. Its head is `head`, and it says
// of retention what `newest` says.
Checkpoint next_checkpoint(const SignedCheckpoint* newest, const std::string& node, const Head& head, UnixTime now);

// The end of a chain whose last records and checkpoints are these: retention may have removed the records.
Head later(const Head& a, const Head& b);

}  // namespace sallyport::audit
