// Evaluates a condition about one principal and one object. For the files of this folder.
#pragma once

#include "identity/policy/snapshot.h"

namespace sallyport::identity {

// What a condition is about. The references must stay valid during the call.
struct Scene {
  const Snapshot& snapshot;
  const PreparedPrincipal& principal;
  const PreparedObject& object;
};

// The answer of the rule's condition. `team` is the team to which its policy is attached, or kNowhere. Without a
// condition the answer is yes; if the condition cannot be read, it is unknown. Takes time linear in the condition's
// length, and in the number of owners for each call.
Truth evaluate(const Scene& scene, const CompiledRule& rule, Place team);

}  // namespace sallyport::identity
