// Finds the smallest change to a principal or an object that would turn a decision around.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/policy/snapshot.h"

namespace sallyport::identity {

struct Change {
  enum class Kind : std::uint8_t {
    take_role,           // from the principal
    leave_team,          // the principal leaves it
    disown,              // the principal stops to be an owner of the object
    own,                 // the principal becomes an owner of the object
    give_role,           // to the principal
    join_team,           // the principal becomes a member
    make_administrator,  // the last resort
    unmake_administrator,
    widen_scope,  // the credential gets all rights of the principal
  };

  Kind kind = Kind::give_role;
  std::string name{};  // of the role or the team

  bool operator==(const Change&) const = default;
};

// "giveRole", "leaveTeam", …
std::string_view name_of(Change::Kind kind);

// Makes the change to these values.
void apply(const Change& change, Principal& principal, Object& object);

// The changes that together turn the decision around: one if one is enough, else two if two are enough, else a set of
// which none can be left out. Of several that are equally small, a role or a membership is rather taken than given, and
// what gives the fewest rights comes first; a credential whose scope is wider gives its owner nothing. Making the
// principal an administrator is proposed only if nothing else helps within kMaxChangeTries decisions. Empty if nothing
// turns a permit around. Requires: principal, operations and object can be prepared by the snapshot.
inline constexpr std::size_t kMaxChangeTries = 2000;
std::vector<Change> find_change(const std::shared_ptr<const Snapshot>& snapshot, const Principal& principal,
                                const OperationSet& operations, const Object& object);

}  // namespace sallyport::identity
