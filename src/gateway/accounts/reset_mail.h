// Mails a one-time link to somebody who has forgotten their password.
#pragma once

#include <string>

#include "gateway/accounts/mail.h"
#include "gateway/accounts/parts.h"
#include "gateway/call/endpoint.h"

namespace sallyport::gateway {

// The work that makes the link and the mail for the owner of this username. There is none if nobody has the name, if
// its owner is disabled, has no address or signs in at the provider alone, or if a link that is still
// good was mailed within the last half hour. What it refers to lives as long as the process.
MailWork reset_work(const Call& call, const AccountParts& parts, std::string username);

}  // namespace sallyport::gateway
