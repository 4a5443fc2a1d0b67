// The ports that keep what a provisioning client has told about people and groups, for example Entra ID over SCIM. A
// client is the account whose token it sends. It knows its own users and groups alone: a call never finds, changes or
// counts those of another client, and everything it does not know is absent to it.
//
// A user is a person here, and a group is a team. What the client says is kept beside what is set by hand: a person is
// kept out as long as the client says that they are not active, and a membership that it made has Origin::provisioning.
//
// Every thread may call a store, calls may block, and each call is one atomic step. Every call may fail with
// unavailable/"provisioning_store"; a damaged record is such an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "identity/people_store.h"

namespace sallyport::identity {

// What a client says about a user or a group.
struct ProvisionedContent {
  std::string name{};         // no other of the client's users, or groups, has it in any case
  std::string external_id{};  // the client's id; no other one has it; may be empty
  bool active = true;         // of a user: whether they may sign in
  std::string document{};     // JSON that no store looks into

  bool operator==(const ProvisionedContent&) const = default;
};

struct Provisioned {
  std::string id{};   // of the person or the team
  PersonId client{};  // never changes
  ProvisionedContent content{};
  std::int64_t version = 1;  // each change by the client adds 1
  UnixTime created{};
  UnixTime updated{};

  bool operator==(const Provisioned&) const = default;
};

// Which of the client's users or groups are wanted. Every filter that is set must fit.
struct ProvisionedQuery {
  std::optional<std::string> id{};
  std::optional<std::string> name{};  // in any case
  std::optional<std::string> external_id{};
  std::size_t skip = 0;
  std::size_t limit = 100;
};

struct ProvisionedPage {
  std::vector<Provisioned> found{};  // in the order of their names
  std::size_t total = 0;             // without skip and limit
};

// How somebody is known until their first sign-in, and which account that is.
struct Foreseen {
  Labels labels{};
  Invitation invitation{};

  bool operator==(const Foreseen&) const = default;
};

class ProvisionedUserStore {
 public:
  virtual ~ProvisionedUserStore() = default;

  virtual Result<ProvisionedPage> list(const PersonId& client, const ProvisionedQuery& query) = 0;

  // Adds a user. A new person is made, whom the account of the invitation is linked to when it comes. Somebody who is
  // known already is never taken over, unless `may_link` is set, their account is the one of the invitation by its
  // subject, no client has them, and `may_link` returns no error: then they are the user. Errors:
  // conflict/"provisioned_exists" (the client has a user of this name or external id), "person_exists" (somebody has
  // the username), "person_known", "person_invited"; rejected/"invitation_indefinite"; those of `may_link`.
  using MayLink = std::function<Result<void>(const PersonEntry& entry)>;
  virtual Result<Provisioned> add(const PersonId& client, const ProvisionedContent& content, const Foreseen& foreseen,
                                  const Editor& editor, const MayLink& may_link) = 0;

  // Makes of the user what `change` makes of them. What it foresees counts only before the first sign-in. If nothing
  // differs, nothing is written. `change` may be called more than once, must have no other effect, and its errors are
  // returned. Errors: rejected/"provisioned_unknown"; conflict/"provisioned_version", and those of add().
  struct Changed {
    ProvisionedContent content{};
    std::optional<Foreseen> foreseen{};
  };
  using Change = std::function<Result<Changed>(const Provisioned& user, const PersonEntry& entry, OtherAdmins others)>;
  virtual Result<Provisioned> change(const PersonId& client, const std::string& id, SeenVersion seen,
                                     const Editor& editor, const Change& change) = 0;

  // The client has the user no longer. A person who has never signed in is removed for good; anybody else is deleted
  // softly, and leaves the groups of the client. Errors: rejected/"provisioned_unknown";
  // conflict/"provisioned_version"; those of `check`.
  using Check = std::function<Result<void>(const Provisioned& user, const PersonEntry& entry, OtherAdmins others)>;
  virtual Result<void> remove(const PersonId& client, const std::string& id, SeenVersion seen, const Editor& editor,
                              const Check& check) = 0;
};

class ProvisionedGroupStore {
 public:
  virtual ~ProvisionedGroupStore() = default;

  virtual Result<ProvisionedPage> list(const PersonId& client, const ProvisionedQuery& query) = 0;

  struct Changed {
    ProvisionedContent content{};
    bool only_these = false;             // everybody else whom the client has put into the group leaves it
    std::map<std::string, bool> them{};  // by id: whether they are members afterwards
  };

  // Makes the team, which must exist, a group of the client, with these members. Errors: conflict/"provisioned_exists";
  // rejected/"member_unknown", "team_unknown", as in change().
  virtual Result<Provisioned> add(const PersonId& client, const EntityId& team, const Changed& wanted,
                                  const Editor& editor) = 0;

  // Makes of the group and of its members what `change` makes of them; as ProvisionedUserStore::change. Members must be
  // users of the client. Errors also: rejected/"member_unknown" (somebody who would be a member is no user of the
  // client; the detail has the id), "team_unknown" (the team is deleted).
  using Change = std::function<Result<Changed>(const Provisioned& group)>;
  virtual Result<Provisioned> change(const PersonId& client, const std::string& id, SeenVersion seen,
                                     const Editor& editor, const Change& change) = 0;

  // The client has the group no longer, and the members that it put there leave. The team stays. Errors:
  // rejected/"provisioned_unknown"; conflict/"provisioned_version".
  virtual Result<void> remove(const PersonId& client, const std::string& id, SeenVersion seen) = 0;

  // Of the members whom the client has put into the group, at most `limit` after `after`, in the order of their ids.
  virtual Result<std::vector<PersonId>> members(const PersonId& client, const std::string& id, const PersonId& after,
                                                std::size_t limit) = 0;
};

}  // namespace sallyport::identity
