// Compiles a requirement when a snapshot is made, so that a question needs no look-up by name. For the files of this
// folder; everybody else uses decide() of decision.h.
#pragma once

#include "base/result.h"
#include "identity/policy/snapshot.h"

namespace sallyport::identity {

// Requires: all conditions of the snapshot are compiled. Errors: those of Snapshot::prepare() and
// Snapshot::operations(), for the object of any path.
Result<CompiledRequirement> compile_requirement(const Snapshot& snapshot, const OperationRequirement& requirement);

// The object of a path with these segments. Its `snapshot` is null. Requires: `compiled` is the requirement's.
PreparedObject complete(const Snapshot& snapshot, const OperationRequirement& requirement,
                        const CompiledRequirement& compiled, Segments segments);

}  // namespace sallyport::identity
