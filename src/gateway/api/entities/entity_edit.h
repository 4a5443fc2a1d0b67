// Commits what an editor wants, however many others edit at the same time.
#pragma once

#include <functional>

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "identity/access/access_edit.h"
#include "identity/access/access_state.h"

namespace sallyport::gateway {

// From the newest state and the words that rules may use, what is to be committed, or why not. Called again if somebody
// else was faster, so it must check everything each time: the right, the version that the client has seen, and that the
// entity still exists.
using AccessEdit =
    std::function<Result<identity::AccessChanges>(const identity::AccessState&, const identity::Vocabulary&)>;

struct AccessEdited {
  identity::AccessState before{};
  identity::AccessState state{};      // with the changes
  identity::AccessChanges changes{};  // empty if nothing differed
};

// Runs the edit until its changes are committed at the state that it has seen, and keeps what the changed entities were
// before. Blocks. Errors: those of the edit and of the store; unavailable/"access_busy" if others were faster every
// time, "policies_unknown".
Result<AccessEdited> commit_edit(const Call& call, const ApiParts& parts, const AccessEdit& edit);

// Who changes something in this call.
identity::Editor editor_of(const Call& call);

}  // namespace sallyport::gateway
