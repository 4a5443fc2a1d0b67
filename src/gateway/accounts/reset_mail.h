// Mails one-time links: to somebody who has forgotten their password, and to somebody whom an administrator invites.
#pragma once

#include <string>

#include "gateway/accounts/mail.h"
#include "gateway/accounts/parts.h"
#include "gateway/call/endpoint.h"
#include "identity/person_edit.h"

namespace sallyport::gateway {

// The work that makes the link and the mail for the owner of this username. There is none if nobody has the name, if
// its owner is disabled, has no address or signs in at the provider alone, or if a link that is still
// good was mailed within the last half hour. What it refers to lives as long as the process.
MailWork reset_work(const Call& call, const AccountParts& parts, std::string username);

// The work that makes a link for this person, in place of an earlier one, and the mail that brings it. There is none if
// the person has gone meanwhile. Requires: the person has an address. What it refers to lives as long as the process.
MailWork invitation_work(const Call& call, const AccountParts& parts, const identity::PersonEntry& person);

}  // namespace sallyport::gateway
