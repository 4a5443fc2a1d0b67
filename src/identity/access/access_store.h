// The port that keeps policies, roles and teams. They are read as a whole and committed at a revision, so that the
// rules about them are pure functions (access_edit.h) and no lock is held while those decide. There are thousands of
// them at most, and they are read when they change.
//
// Every thread may call a store, calls may block, and each call is one atomic step. Every call may fail with
// unavailable/"access_store". A damaged record is such an error and is never left out, because it may deny something.
#pragma once

#include <cstdint>

#include "identity/access/access_state.h"

namespace sallyport::identity {

class AccessStore {
 public:
  virtual ~AccessStore() = default;

  // Everything at one moment, in the order of the names. An empty state of revision 0 if nothing was ever committed.
  virtual Result<AccessState> read() = 0;

  // The revision alone, which tells a reader whether anything has changed.
  virtual Result<std::int64_t> revision() = 0;

  // Commits the changes if the store still is at this revision, and returns the new one. Other nodes hear of it.
  // Errors: conflict/"access_changed" (somebody else was faster: read again), "entity_exists" (two entities of a kind
  // would have the same name); rejected/"version_too_long", "entity_in_use" (a role that was given to people by hand or
  // by default would be deleted; the detail names it).
  virtual Result<std::int64_t> commit(std::int64_t at_revision, const AccessChanges& changes) = 0;
};

}  // namespace sallyport::identity
