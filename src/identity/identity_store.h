// Where people live. A refused sign-in leaves no trace: the caller decides before it calls.
// Errors of each call: unavailable/"identity_store".
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "identity/person.h"

namespace sallyport::identity {

enum class CreateMissing { no, yes };

class IdentityStore {
 public:
  virtual ~IdentityStore() = default;

  virtual Result<std::optional<Person>> find(const IdentityKey& key) = 0;
  virtual Result<std::optional<Person>> find_by_id(const PersonId& id) = 0;

  // One atomic step: the person of this key with labels and last_sign_in renewed and admin set where `admin` is true
  // (never unset), or a new person. Absent: nobody has the key and `create` is no. Racing calls make one person.
  virtual Result<std::optional<Person>> link_or_create(const IdentityKey& key, const Labels& labels, bool admin,
                                                       CreateMissing create, UnixTime now) = 0;

  // Errors: rejected/"person_unknown".
  virtual Result<void> set_disabled(const PersonId& id, bool disabled) = 0;

  // In order of creation, after `after` (empty: from the start), at most `limit`.
  virtual Result<std::vector<Person>> list(const PersonId& after, std::size_t limit) = 0;
};

}  // namespace sallyport::identity
