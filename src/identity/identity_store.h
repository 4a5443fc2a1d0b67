// The ports that store people, their identities, invitations and roles. The caller decides whether a person may sign in
// before it calls link_or_create, so that a refused sign-in stores nothing. Every thread may call a store, calls may
// block, and each call is one atomic step.
//
// Every call may fail with unavailable/"identity_store". Except in list(), a damaged record of a person or an identity
// is such an error and never counts as absent, because otherwise a disabled person could come back as a new one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "identity/invitation.h"
#include "identity/person.h"

namespace sallyport::identity {

enum class CreateMissing { no, yes };

// Everything that is stored about one person, for the administration of people.
struct PersonRecord {
  Person person;
  std::vector<Identity> identities;      // empty if the person was invited but has not signed in yet
  std::optional<Invitation> invitation;  // absent after the first sign-in
};

class IdentityStore {
 public:
  virtual ~IdentityStore() = default;

  // Absent if there is no such person.
  virtual Result<std::optional<Person>> find(const IdentityKey& key) = 0;
  virtual Result<std::optional<Person>> find_by_id(const PersonId& id) = 0;

  // The people who have signed in with this subject, at whichever provider, in no order.
  virtual Result<std::vector<PersonId>> find_by_subject(const Subject& subject) = 0;

  // Finds the person who signs in, and updates their labels and last_sign_in. If the key is new, the call links it to
  // the person of an open invitation that fits, and the invitation ends. Without one it makes a new person, if `create`
  // allows that. Absent if the key is new, no invitation fits, and `create` is no. Concurrent calls with one key return
  // the same person. Of concurrent calls with different keys that fit one invitation, only one gets it. Errors:
  // forbidden/"name_of_bot", "name_of_local_account" (a bot, or somebody with a local account, has the username, and
  // applications could not tell them apart).
  virtual Result<std::optional<Person>> link_or_create(const Arrival& arrival, CreateMissing create, UnixTime now) = 0;

  // Errors: rejected/"person_unknown".
  virtual Result<void> set_disabled(const PersonId& id, bool disabled) = 0;

  // At most `limit` people in order of creation, from the one that follows `after`, or from the first if it is empty,
  // without the accounts of bots (bot_store.h). Leaves damaged records out, so that one of them does not hide the
  // others. Only an empty result means the end.
  virtual Result<std::vector<PersonRecord>> list(const PersonId& after, std::size_t limit) = 0;
};

class InvitationStore {
 public:
  virtual ~InvitationStore() = default;

  // Makes a person with these labels and without an identity, and the invitation that links one at the first sign-in.
  // Errors: rejected/"invitation_indefinite" (is_definite is false); conflict/"person_invited" (the account has an
  // invitation; if it has expired, withdraw it first), "person_known" (the account has signed in before).
  virtual Result<Person> invite(const Invitation& invitation, const Labels& labels) = 0;

  // Removes the invitation and its person. Errors: rejected/"invitation_unknown" if the person has no invitation, or
  // has signed in by it.
  virtual Result<void> withdraw(const PersonId& person) = 0;
};

class MembershipStore {
 public:
  virtual ~MembershipStore() = default;

  // Replaces the person's roles of this origin. Roles of other origins stay. Errors: rejected/"person_unknown".
  virtual Result<void> replace_roles(const PersonId& person, Origin origin, const std::vector<std::string>& roles) = 0;

  // Add or remove one role. They succeed even if the person has the role already, or does not have it. Errors:
  // rejected/"person_unknown".
  virtual Result<void> give_role(const PersonId& person, const Membership& membership) = 0;
  virtual Result<void> take_role(const PersonId& person, const Membership& membership) = 0;
};

}  // namespace sallyport::identity
